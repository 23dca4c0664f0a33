use super::*;
use crate::access::BuiltinRole;

fn invitation() -> Invitation {
    Invitation {
        id: InvitationId::new(),
        user: Some(UserId::new()),
        email: "nora@northwind.example".to_owned(),
        invited_by: Some(UserId::new()),
        message: None,
        state: State::Pending,
        resent_at: None,
        expires_at: at("2026-11-28T09:14:00Z"),
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn it_is_open_until_the_very_moment_of_its_end() {
    let open = invitation();
    let user = open.user.unwrap();
    let end = open.expires_at;
    let before = end - TimeDelta::microseconds(1);
    assert_eq!(open.standing(before), Standing::Open { user });
    assert_eq!(open.standing(end), Standing::Expired { user });
    assert!(open.may_be_renewed(end + TimeDelta::days(29)));
    assert!(!open.may_be_renewed(end + TimeDelta::days(30)));
}

#[test]
fn what_was_done_with_it_says_more_than_that_its_time_is_over() {
    let long_after = at("2027-11-28T09:14:00Z");
    let (at, someone) = (at("2026-11-22T09:14:00Z"), Some(UserId::new()));
    let told = |state, user| Invitation {
        user,
        state,
        ..invitation()
    };
    for (told, standing) in [
        (
            told(State::Accepted { at }, someone),
            Standing::Accepted { at },
        ),
        (told(State::Cancelled, None), Standing::Cancelled),
        (told(State::Pending, None), Standing::Cancelled),
    ] {
        assert_eq!(told.standing(long_after), standing, "{told:?}");
    }
}

#[test]
fn the_day_somebody_joined_is_the_day_it_was_there() {
    let at = at("2026-11-21T23:30:00Z");
    for (zone, day) in [
        ("Europe/Berlin", "22 November"),
        ("America/New_York", "21 November"),
    ] {
        let zone = zone.parse().unwrap();
        assert_eq!(
            Joined { at, zone }.to_string(),
            format!("Joined on {day} 2026; send a password reset instead.")
        );
    }
}

#[test]
fn a_resend_counts_for_a_minute_and_the_first_mail_does_not() {
    let now = at("2026-11-21T09:14:00Z");
    assert!(!invitation().was_just_resent(now));
    let resent = |seconds| Invitation {
        resent_at: Some(now - TimeDelta::seconds(seconds)),
        ..invitation()
    };
    assert!(resent(59).was_just_resent(now));
    assert!(!resent(60).was_just_resent(now));
}

#[test]
fn who_may_no_longer_invite_offers_nothing() {
    let [agent, supervisor, admin] = [
        BuiltinRole::Agent,
        BuiltinRole::Supervisor,
        BuiltinRole::Admin,
    ]
    .map(BuiltinRole::permissions);
    assert!(may_offer(supervisor, agent).is_ok());
    assert!(may_offer(supervisor, supervisor).is_ok());
    assert!(may_offer(supervisor, admin).is_err());
    assert!(may_offer(agent, agent).is_err());
}
