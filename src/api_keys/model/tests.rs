use super::*;
use crate::access::{BuiltinRole, Permission};

fn key() -> ApiKey {
    ApiKey {
        id: ApiKeyId::new(),
        name: Title::parse("Payroll").unwrap(),
        prefix: "mst_abcdef".to_owned(),
        permissions: PermissionSet::EMPTY,
        maker: UserId::new(),
        maker_name: "Maja".to_owned(),
        maker_holds: PermissionSet::EMPTY,
        created_at: DateTime::UNIX_EPOCH,
        expires_at: None,
        last_used_at: None,
        stopped_at: None,
        revoked_at: None,
    }
}

#[test]
fn what_is_over_for_good_is_said_before_what_may_be_mended() {
    let now = DateTime::UNIX_EPOCH;
    let earlier = Some(now - TimeDelta::hours(1));
    let key = |expires_at, stopped_at, revoked_at| ApiKey {
        expires_at,
        stopped_at,
        revoked_at,
        ..key()
    };
    let later = Some(now + TimeDelta::hours(1));
    for (key, standing) in [
        (key(None, None, None), Standing::Working),
        (key(later, None, None), Standing::Working),
        (key(Some(now), None, None), Standing::Expired),
        (key(None, earlier, None), Standing::Stopped),
        (key(earlier, earlier, None), Standing::Expired),
        (key(earlier, earlier, earlier), Standing::Revoked),
    ] {
        assert_eq!(key.standing(now), standing);
    }
}

#[test]
fn a_key_opens_what_was_chosen_and_its_maker_holds() {
    let chosen = [Permission::ReadUsers, Permission::DeleteUsers];
    let key = ApiKey {
        permissions: chosen.into_iter().collect(),
        maker_holds: BuiltinRole::Supervisor.permissions(),
        ..key()
    };
    let opens: Vec<Permission> = key.opens().iter().collect();
    assert_eq!(opens, [Permission::ReadUsers]);
}

#[test]
fn a_key_is_long_unused_from_its_making_or_its_last_use_on() {
    let made = DateTime::UNIX_EPOCH;
    let used = |days| ApiKey {
        last_used_at: Some(made + TimeDelta::days(days)),
        ..key()
    };
    let at = |days| made + TimeDelta::days(days);
    assert!(!key().is_long_unused(at(90)) && key().is_long_unused(at(91)));
    assert!(!used(10).is_long_unused(at(100)) && used(10).is_long_unused(at(101)));
}

#[test]
fn who_may_decide_about_a_key_is_whose_it_is_or_who_holds_as_much() {
    let now = DateTime::UNIX_EPOCH;
    let (admin, agent) = (
        BuiltinRole::Admin.permissions(),
        BuiltinRole::Agent.permissions(),
    );
    let working = ApiKey {
        permissions: admin,
        maker_holds: admin,
        ..key()
    };
    let of_who_holds_less = ApiKey {
        maker_holds: agent,
        ..working.clone()
    };
    let stopped = ApiKey {
        stopped_at: Some(now),
        ..working.clone()
    };
    let expired = ApiKey {
        expires_at: Some(now),
        ..stopped.clone()
    };
    let revoked = ApiKey {
        revoked_at: Some(now),
        ..working.clone()
    };
    let (own, other) = (working.maker, UserId::new());
    for (key, who, holds, may) in [
        (&working, own, admin, (true, false)),
        (&working, own, agent, (true, false)),
        (&working, other, admin, (true, false)),
        (&working, other, agent, (false, false)),
        (&of_who_holds_less, other, admin, (true, true)),
        (&of_who_holds_less, own, agent, (true, false)),
        (&stopped, own, admin, (true, true)),
        (&stopped, own, agent, (true, false)),
        (&stopped, other, admin, (true, true)),
        (&expired, other, admin, (true, false)),
        (&revoked, own, admin, (false, false)),
    ] {
        let (revoke, take_over) = may;
        let expected = May { revoke, take_over };
        assert_eq!(May::of(key, (who, holds), now), expected, "{key:?}");
    }
}
