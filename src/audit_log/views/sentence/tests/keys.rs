use serde_json::json;

use super::super::*;
use super::{aim, entry, maja};
use crate::audit_log::store::logged::Aim;

fn on_payroll() -> Aim {
    aim("api_key", 8, Some("Payroll"))
}

#[test]
fn what_becomes_of_a_key_is_said_and_whose_it_was() {
    reads!(
        maja(),
        Action::ApiKeyCreated,
        on_payroll(),
        json!({ "permissions": ["users:read"] }),
        "Maja Öberg made the API key Payroll",
    );
    reads!(
        maja(),
        Action::ApiKeyRevoked,
        on_payroll(),
        json!({}),
        "Maja Öberg revoked the API key Payroll",
    );
    let from = || json!({ "from": "Erik Windahl" });
    reads!(
        maja(),
        Action::ApiKeyTakenOver,
        on_payroll(),
        from(),
        "Maja Öberg took over the API key Payroll of Erik Windahl",
    );
    reads!(
        maja(),
        Action::ApiKeyStopped,
        on_payroll(),
        from(),
        "Maja Öberg stopped the API key Payroll of Erik Windahl",
    );
}

#[test]
fn a_key_whose_name_was_erased_is_a_key() {
    reads!(
        maja(),
        Action::ApiKeyStopped,
        aim("api_key", 8, None),
        json!({}),
        "Maja Öberg stopped an API key",
    );
}
