//! `Granted` is the proof that somebody may do something. What makes one without asking a person's
//! rights is rare enough to be listed.

use super::Violation;
use super::tree::Tree;

pub fn proof_without_a_person_is_rare(tree: &Tree) -> Vec<Violation> {
    let operator = "only cli may act as the operator";
    let system = "only workers, cli and the first setup may act as the system";
    let bearer = "only an invitation's link lets somebody act without signing in";
    let mut seen = Vec::new();
    for source in &tree.files {
        let parts = source.parts();
        let is_cli = source.top() == "cli";
        let is_setup = source.top() == "setup";
        let is_worker = parts.contains(&"worker") || parts.contains(&"workers");
        let is_test = parts.contains(&"tests");
        for mention in source
            .mentions
            .iter()
            .filter(|mention| !mention.in_tests && !is_test)
        {
            for (at, pair) in mention.path.windows(2).enumerate() {
                let rule = match (pair[0].name.as_str(), pair[1].name.as_str()) {
                    ("Granted", "operator") if !is_cli => operator,
                    ("Granted", "bearer") if source.top() != "invitations" => bearer,
                    ("Granted", "system") if !is_cli && !is_worker && !is_setup => system,
                    _ => continue,
                };
                let written = mention.written(at + 1);
                seen.extend(written.map(|segment| Violation::at(source, segment.line, rule)));
            }
        }
    }
    seen
}

/// The compiler keeps others from making a `Granted` as long as its fields are private, so inside
/// `access` the fields are looked at, and elsewhere anything that would need them.
pub fn only_access_makes_proof(tree: &Tree) -> Vec<Violation> {
    let private = "the fields of Granted are private";
    let outside = "only access makes a Granted";
    let mut seen = Vec::new();
    for source in &tree.files {
        let is_access = source.top() == "access";
        for (at, token) in source.tokens.iter().enumerate() {
            let before = at
                .checked_sub(1)
                .map_or("", |at| source.tokens[at].text.as_str());
            let after = source
                .tokens
                .get(at + 1)
                .map_or("", |next| next.text.as_str());
            if token.text == "Granted" && before == "struct" {
                let fields = source.tokens[at..].iter();
                let mut fields = fields.take_while(|token| token.text != "}" && token.text != ";");
                let public = fields.find(|token| token.text == "pub");
                seen.extend(public.map(|token| Violation::at(source, token.line, private)));
            }
            if token.text == "Granted" && ["{", "("].contains(&after) && !is_access {
                seen.push(Violation::at(source, token.line, outside));
            }
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::super::{assert_green, red};
    use super::*;

    #[test]
    fn a_link_that_acts_is_an_invitations() {
        let call = "fn f() { Granted::bearer(workspace, user, name, client); }";
        let rule = proof_without_a_person_is_rare;
        assert_eq!(
            red(rule, &[("passwords/actions.rs", call)]),
            ["passwords/actions.rs:1"]
        );
        assert_green(rule, &[("invitations/actions/accepting.rs", call)]);
    }

    #[test]
    fn the_operators_proof_outside_the_command_line_is_seen() {
        let call = "fn f() { Granted::<WriteUsers>::operator(\"recover-owner\"); }";
        let rule = proof_without_a_person_is_rare;
        assert_eq!(
            red(rule, &[("users/actions.rs", call)]),
            ["users/actions.rs:1"]
        );
        assert_eq!(red(rule, &[("mail/worker.rs", call)]), ["mail/worker.rs:1"]);
        assert_green(rule, &[("cli.rs", call), ("cli/user.rs", call)]);
    }

    #[test]
    fn the_systems_proof_outside_a_worker_is_seen() {
        let call = "use crate::access::Granted as Proof;\nfn f() { Proof::system(\"sweep\"); }";
        let rule = proof_without_a_person_is_rare;
        assert_eq!(red(rule, &[("users/web.rs", call)]), ["users/web.rs:2"]);
        let rooms = [
            "users/worker.rs",
            "mail/worker/lease.rs",
            "app/workers.rs",
            "cli/seed.rs",
        ];
        assert_green(rule, &rooms.map(|path| (path, call)));
    }

    #[test]
    fn a_test_may_make_any_proof() {
        let tests =
            "mod tests { fn f() { Granted::system(\"a test\"); Granted::operator(\"x\"); } }";
        assert_green(proof_without_a_person_is_rare, &[("users/model.rs", tests)]);
    }

    #[test]
    fn a_granted_made_by_hand_is_seen() {
        let by_hand = "fn f() -> Granted<Read> {\n    Granted { actor, of }\n}";
        let rule = only_access_makes_proof;
        assert_eq!(red(rule, &[("users/web.rs", by_hand)]), ["users/web.rs:2"]);
        assert_green(rule, &[("access/granted.rs", by_hand)]);
        assert_green(
            rule,
            &[(
                "users/web.rs",
                "fn f(by: &Granted<Read>) -> Granted<Read> { by() }",
            )],
        );
    }

    #[test]
    fn a_public_field_of_granted_is_seen() {
        let rule = only_access_makes_proof;
        let open = "pub struct Granted<G> {\n    pub(crate) actor: Actor,\n}";
        assert_eq!(
            red(rule, &[("access/granted.rs", open)]),
            ["access/granted.rs:2"]
        );
        let closed = "pub struct Granted<G> { actor: Actor }\npub struct Actor { pub id: UserId }";
        assert_green(rule, &[("access/granted.rs", closed)]);
    }
}
