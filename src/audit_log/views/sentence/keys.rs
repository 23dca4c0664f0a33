use super::Sentence;
use crate::audit::Action;
use crate::audit_log::store::logged::Logged;

/// What became of a key, and whose it was.
pub(super) fn told(action: Action, begun: Sentence, entry: &Logged) -> Sentence {
    let did = match action {
        Action::ApiKeyCreated => "made",
        Action::ApiKeyTakenOver => "took over",
        Action::ApiKeyStopped => "stopped",
        _ => "revoked",
    };
    let name = entry.aim.as_ref().and_then(|aim| aim.name.as_deref());
    let key = name.map_or_else(
        || "an API key".to_owned(),
        |name| format!("the API key {name}"),
    );
    let whose = entry.text("from").map(|maker| format!(" of {maker}"));
    begun
        .say(&format!(" {did} {key}"))
        .say(&whose.unwrap_or_default())
}
