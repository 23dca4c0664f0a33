//! Chance that can be repeated: the same numbers for the same seed, in every version and on every machine.

/// `SplitMix64`.
#[derive(Clone, Debug)]
pub struct Dice(u64);

/// What is thrown for. Each has numbers of its own, so that one more throw for a name changes nobody's
/// team.
#[derive(Clone, Copy, Debug)]
pub enum Throw {
    Name,
    Standing,
    Place,
    Rights,
    Presence,
    Invitation,
    Position,
    Id,
}

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Dice {
    /// For one thing about one person, so that anybody's can be thrown without everybody's before.
    pub fn of(seed: u64, throw: Throw, number: u64) -> Self {
        let mut start = Self(seed ^ (throw as u64 + 1).wrapping_mul(0xd6e8_feb8_6659_fd93));
        Self(start.next() ^ number.wrapping_mul(STEP))
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 on, without the bound itself; 0 where there is nothing to choose from.
    pub fn below(&mut self, bound: u32) -> u32 {
        let high = self.next() >> 32;
        u32::try_from((high * u64::from(bound)) >> 32).unwrap_or_default()
    }

    /// So many times in a thousand.
    pub fn chance(&mut self, in_a_thousand: u32) -> bool {
        self.below(1_000) < in_a_thousand
    }

    pub fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        let count = u32::try_from(texts.len()).unwrap_or(u32::MAX);
        let at = self.below(count) as usize;
        texts.get(at).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written down: whoever changes it changes everybody's demo.
    #[test]
    fn a_seed_gives_what_it_always_gave() {
        let mut dice = Dice::of(7, Throw::Name, 1);
        let thrown: Vec<u32> = (0..5).map(|_| dice.below(100)).collect();
        let mut again = Dice::of(7, Throw::Name, 1);
        assert_eq!(thrown, [0; 5].map(|_| again.below(100)));
        let mut other = Dice::of(8, Throw::Name, 1);
        assert_ne!(thrown, [0; 5].map(|_| other.below(100)));
    }

    #[test]
    fn a_throw_stays_below_its_bound_and_reaches_everything_under_it() {
        let mut dice = Dice::of(1, Throw::Place, 0);
        let mut seen = [0; 6];
        for _ in 0..6_000 {
            seen[dice.below(6) as usize] += 1;
        }
        assert!(
            seen.iter().all(|times| (800..1_200).contains(times)),
            "{seen:?}"
        );
        assert_eq!(dice.below(0), 0);
        assert_eq!(dice.one_of(&[]), "");
    }
}
