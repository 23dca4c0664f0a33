//! Ways to mail servers, kept while they are used.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::super::OwnServer;
use super::super::conversation::Correspondent;
use crate::types::WorkspaceId;

/// After this a name is looked up, and its addresses judged, anew.
const LOOKED_UP_FOR: Duration = Duration::from_secs(30);
/// Each has some connections.
const MOST_KEPT: usize = 100;

/// Good as long as the settings are these and the name still has this address.
pub(super) struct Way {
    pub server: OwnServer,
    pub address: SocketAddr,
    pub correspondent: Correspondent,
}

struct Kept {
    way: Way,
    looked_up_at: Instant,
    used_at: Instant,
}

#[derive(Default)]
pub(super) struct Ways(HashMap<WorkspaceId, Kept>);

impl Ways {
    /// Where the name was looked up lately.
    pub fn known(
        &mut self,
        (workspace, server): (WorkspaceId, &OwnServer),
        now: Instant,
    ) -> Option<Correspondent> {
        let kept = self.of(workspace, server)?;
        (now - kept.looked_up_at < LOOKED_UP_FOR).then(|| kept.used(now))
    }

    /// Where the name, looked up just now, still has that address.
    pub fn confirmed(
        &mut self,
        (workspace, server): (WorkspaceId, &OwnServer),
        addresses: &[SocketAddr],
        now: Instant,
    ) -> Option<Correspondent> {
        let kept = self.of(workspace, server)?;
        addresses.contains(&kept.way.address).then(|| {
            kept.looked_up_at = now;
            kept.used(now)
        })
    }

    /// Gives back what it takes the place of, and what was used least lately where there are too many.
    pub fn keep(&mut self, workspace: WorkspaceId, way: Way, now: Instant) -> [Option<Way>; 2] {
        let new = Kept {
            way,
            looked_up_at: now,
            used_at: now,
        };
        let replaced = self.0.insert(workspace, new);
        let oldest = self.0.iter().min_by_key(|(_, kept)| kept.used_at);
        let oldest = oldest.map(|(workspace, _)| *workspace);
        let evicted = oldest
            .filter(|_| self.0.len() > MOST_KEPT)
            .and_then(|workspace| self.0.remove(&workspace));
        [replaced, evicted].map(|kept| kept.map(|kept| kept.way))
    }

    fn of(&mut self, workspace: WorkspaceId, server: &OwnServer) -> Option<&mut Kept> {
        let kept = self.0.get_mut(&workspace)?;
        (kept.way.server == *server).then_some(kept)
    }
}

impl Kept {
    fn used(&mut self, now: Instant) -> Correspondent {
        self.used_at = now;
        self.way.correspondent.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::conversation::{Security, Terms};
    use crate::mail::{MailHost, Relay, Tls};
    use crate::types::{EmailAddress, MailSettingsVersion};

    const SECOND: Duration = Duration::from_secs(1);

    fn server() -> OwnServer {
        OwnServer {
            relay: Relay {
                host: MailHost::parse("smtp.example.com").unwrap(),
                port: 587,
                tls: Tls::Required,
                username: None,
            },
            password: None,
            from_name: None,
            from_address: EmailAddress::parse("support@example.com").unwrap(),
            version: MailSettingsVersion::new(),
        }
    }

    fn address(last: u8) -> SocketAddr {
        ([192, 0, 2, last], 587).into()
    }

    fn way(server: &OwnServer) -> Way {
        Way {
            server: server.clone(),
            address: address(1),
            correspondent: Correspondent::new(Terms {
                address: address(1),
                security: Security::None,
                credentials: None,
                patience: SECOND,
                most_kept: 0,
            }),
        }
    }

    #[test]
    fn a_name_that_still_leads_there_is_looked_up_once_in_half_a_minute() {
        let (mut ways, server, now) = (Ways::default(), server(), Instant::now());
        let ours = (WorkspaceId::new(), &server);
        ways.keep(ours.0, way(&server), now);
        assert!(ways.known(ours, now + 29 * SECOND).is_some());
        let later = now + 30 * SECOND;
        assert!(ways.known(ours, later).is_none());
        assert!(ways.confirmed(ours, &[address(2)], later).is_none());
        assert!(ways.known(ours, later).is_none());
        let both = [address(2), address(1)];
        assert!(ways.confirmed(ours, &both, later).is_some());
        assert!(ways.known(ours, later + 29 * SECOND).is_some());
        assert!(ways.known(ours, later + 30 * SECOND).is_none());
    }

    #[test]
    fn what_was_changed_meanwhile_is_no_longer_known() {
        let (mut ways, before, now) = (Ways::default(), server(), Instant::now());
        let workspace = WorkspaceId::new();
        ways.keep(workspace, way(&before), now);
        assert!(ways.known((workspace, &server()), now).is_none());
        assert!(ways.known((WorkspaceId::new(), &before), now).is_none());
    }

    #[test]
    fn what_was_used_least_lately_makes_room() {
        let (mut ways, server, now) = (Ways::default(), server(), Instant::now());
        let Way {
            address,
            correspondent,
            ..
        } = way(&server);
        let keep = |ways: &mut Ways, seconds| {
            let workspace = WorkspaceId::new();
            let way = Way {
                server: server.clone(),
                address,
                correspondent: correspondent.clone(),
            };
            let [_, evicted] = ways.keep(workspace, way, now + seconds * SECOND);
            (workspace, evicted.is_some())
        };
        let kept: Vec<_> = (0..100).map(|at| keep(&mut ways, at)).collect();
        assert!(kept.iter().all(|(_, evicts)| !evicts));
        let [(oldest, _), (next, _), ..] = kept[..] else {
            panic!("fewer");
        };
        let now = now + 100 * SECOND;
        assert!(ways.confirmed((oldest, &server), &[address], now).is_some());
        assert!(keep(&mut ways, 101).1);
        assert!(ways.known((oldest, &server), now).is_some());
        assert!(ways.confirmed((next, &server), &[address], now).is_none());
    }
}
