//! Argon2id, in memory that stays with the thread that hashes. Given back and asked for again each
//! time, an allocator would keep several times as much.

use std::cell::RefCell;

use argon2::password_hash::phc::{self, Output, ParamsString, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};

use super::hashing::{HashError, Verdict};

/// A stored hash that asks for more than this wasn't written by us.
const MOST_MEMORY_KIB: u32 = 64 * 1024;
const MOST_ROUNDS: u32 = 16;
const SALT_LENGTH: usize = 16;
const OUTPUT_LENGTH: usize = 32;

thread_local! {
    static MEMORY: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    memory_kib: u32,
    rounds: u32,
}

impl HashCost {
    pub const STANDARD: Self = Self {
        memory_kib: 19_456,
        rounds: 2,
    };
    /// For tests that sign in hundreds of times.
    pub const CHEAP: Self = Self {
        memory_kib: 8,
        rounds: 1,
    };

    /// A PHC string.
    pub(super) fn hash(self, password: &[u8]) -> Result<String, HashError> {
        let salt = Salt::new(&rand::random::<[u8; SALT_LENGTH]>()).map_err(failed)?;
        let params = Params::new(self.memory_kib, self.rounds, 1, Some(OUTPUT_LENGTH));
        let params = params.map_err(failed)?;
        let hash = phc::PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&params).map_err(failed)?,
            hash: Some(output(params, password, &salt)?),
            salt: Some(salt),
        };
        Ok(hash.to_string())
    }

    pub(super) fn verify(self, password: &[u8], stored: &str) -> Result<Verdict, HashError> {
        let stored = phc::PasswordHash::new(stored).map_err(unusable)?;
        let params = Params::try_from(&stored).map_err(unusable)?;
        refuse_absurd(&stored, &params)?;
        let (Some(salt), Some(expected)) = (&stored.salt, &stored.hash) else {
            return Err(unusable("it has no salt or no hash"));
        };
        let is_weak = params.m_cost() < self.memory_kib || params.t_cost() < self.rounds;
        // Comparing takes as long wherever they differ.
        let is_right = output(params, password, salt)? == *expected;
        Ok(match (is_right, is_weak) {
            (false, _) => Verdict::Wrong,
            (true, false) => Verdict::Right,
            (true, true) => Verdict::RightButWeak,
        })
    }
}

fn output(params: Params, password: &[u8], salt: &Salt) -> Result<Output, HashError> {
    let length = params.output_len().unwrap_or(OUTPUT_LENGTH);
    let blocks = params.block_count();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut out = vec![0; length];
    MEMORY
        .with_borrow_mut(|memory| {
            if memory.len() < blocks {
                memory.resize(blocks, Block::default());
            }
            argon2.hash_password_into_with_memory(password, salt, &mut out, memory)
        })
        .map_err(failed)?;
    Output::new(&out).map_err(failed)
}

/// Before anything is allocated: what no version of ours would have written.
fn refuse_absurd(stored: &phc::PasswordHash, params: &Params) -> Result<(), HashError> {
    if stored.algorithm != Algorithm::Argon2id.ident()
        || stored.version != Some(Version::V0x13.into())
    {
        return Err(unusable("it isn't Argon2id, version 19"));
    }
    if params.m_cost() > MOST_MEMORY_KIB || params.t_cost() > MOST_ROUNDS || params.p_cost() > 4 {
        return Err(unusable("its parameters are absurd"));
    }
    Ok(())
}

fn failed(error: impl std::fmt::Display) -> HashError {
    HashError::Failed(error.to_string())
}

fn unusable(why: impl std::fmt::Display) -> HashError {
    HashError::Stored(why.to_string())
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};

    use super::*;

    #[test]
    fn it_agrees_with_the_library_in_both_directions() {
        let library = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(64, 1, 1, Some(OUTPUT_LENGTH)).unwrap(),
        );
        let theirs = library.hash_password(b"teapot-lantern-orbit").unwrap();
        let verdict = HashCost::CHEAP.verify(b"teapot-lantern-orbit", &theirs.to_string());
        assert_eq!(verdict.unwrap(), Verdict::Right);
        let verdict = HashCost::CHEAP.verify(b"teapot-lantern-orbi", &theirs.to_string());
        assert_eq!(verdict.unwrap(), Verdict::Wrong);
        let ours = HashCost::STANDARD.hash(b"teapot-lantern-orbit").unwrap();
        assert!(
            ours.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{ours}"
        );
        let parsed = phc::PasswordHash::new(&ours).unwrap();
        assert!(
            library
                .verify_password(b"teapot-lantern-orbit", &parsed)
                .is_ok()
        );
        assert!(library.verify_password(b"teapot-lantern", &parsed).is_err());
    }

    #[test]
    fn what_we_would_not_have_written_is_refused() {
        let salt_and_hash = "c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";
        for start in [
            "$argon2id$v=19$m=4194304,t=2,p=1$",
            "$argon2id$v=19$m=64,t=2000,p=1$",
            "$argon2i$v=19$m=64,t=1,p=1$",
            "$argon2id$v=16$m=64,t=1,p=1$",
        ] {
            let stored = format!("{start}{salt_and_hash}");
            let answer = HashCost::CHEAP.verify(b"anything", &stored);
            assert!(
                matches!(answer, Err(HashError::Stored(_))),
                "{stored}: {answer:?}"
            );
        }
    }
}
