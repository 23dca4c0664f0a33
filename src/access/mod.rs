//! Who may do what.
//!
//! `Permission` is the catalogue and `BuiltinRole` its four fixed bundles. An `Actor` is somebody
//! signed in, or whose key a program uses, read in one query. A `Granted<R>` is the proof that its author holds the right `R`, and
//! `Alone<R>` the same with the workspace to itself. Only this module makes them, so an action that
//! asks for one can't be called without the check.

mod actor;
mod argon;
mod attempt;
mod catalogue;
mod ceiling;
mod extract;
mod granted;
mod hashing;
mod password;
mod permission;
mod permission_set;
mod prove;
mod role;
mod store;

pub use actor::{Actor, Author, By, Client, Entrance, Target, WorkspaceRef};
pub use argon::HashCost;
pub use attempt::{Attempt, Limit, Tried};
pub use catalogue::{Area, Resource, Verb};
pub use ceiling::{AboveCeiling, within_ceiling};
pub use extract::{
    Allowance, Bearer, Call, CallLimits, Cookies, Development, Door, Guest, KnownBrowsers, Need,
    Public, SessionCookies, SessionTokens, SignedIn, TrustedProxies, UndoCookies, Visit, client_of,
};
pub use granted::{Alone, Denied, Granted, PasswordFirst, Refusal, Right, Seen, rights};
pub use hashing::{HashError, PasswordHash, PasswordHasher, Verdict};
pub use password::{Password, PasswordError};
pub use permission::{Permission, UnknownPermission};
pub use permission_set::PermissionSet;
pub use prove::{Asker, Lapsed, Unproved};
pub use role::{BuiltinRole, CUSTOM_ROLE_RANK, Landing, UnknownBuiltinRole, UnknownLanding};
