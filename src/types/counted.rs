/// `214`, `1,204`, and `10,000+` beyond the most that are counted.
pub fn up_to(most: i64, count: i64) -> String {
    let shown = count.min(most);
    let more = if count > most { "+" } else { "" };
    match (shown / 1_000, shown % 1_000) {
        (0, below) => format!("{below}{more}"),
        (thousands, below) => format!("{thousands},{below:03}{more}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart_and_beyond_the_most_nobody_counts() {
        for (count, said) in [
            (0, "0"),
            (999, "999"),
            (1_004, "1,004"),
            (10_000, "10,000"),
            (10_001, "10,000+"),
        ] {
            assert_eq!(up_to(10_000, count), said);
        }
        assert_eq!(up_to(1_000, 1_001), "1,000+");
    }
}
