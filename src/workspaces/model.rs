mod settings;

pub use settings::{
    HelpGoesTo, INVITATION_HOURS, INVITATIONS_A_DAY, SESSION_HOURS, Settings, ShorterThanIdle,
    Texts, lasts, number,
};
