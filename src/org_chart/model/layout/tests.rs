use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::block::grid;
use super::*;

/// Puts a tree, given by who is above whom, into breadth-first order.
fn tree(above: &[Option<usize>], stacks: impl Fn(usize) -> bool) -> Vec<Piece> {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); above.len()];
    let mut order: Vec<(usize, Option<usize>)> = Vec::new();
    for (index, above) in above.iter().enumerate() {
        match above {
            Some(above) => below[*above].push(index),
            None => order.push((index, None)),
        }
    }
    let mut next = 0;
    while next < order.len() {
        let (index, _) = order[next];
        order.extend(below[index].iter().map(|report| (*report, Some(next))));
        next += 1;
    }
    let piece = |(index, above): &(usize, Option<usize>)| Piece {
        above: *above,
        stacks: below[*index].is_empty() && stacks(*index),
        foot: index % 3 == 0,
        dashed: index % 7 == 0,
    };
    order.iter().map(piece).collect()
}

#[derive(Clone, Copy, Debug)]
enum Shape {
    Deep,
    Wide,
    Any,
    Forest,
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        Just(Shape::Deep),
        Just(Shape::Wide),
        Just(Shape::Any),
        Just(Shape::Forest)
    ]
}

fn any_tree() -> impl Strategy<Value = Vec<Piece>> {
    let picks = proptest::collection::vec((any::<usize>(), any::<bool>()), 1..120);
    (shape(), picks, any::<bool>()).prop_map(|(shape, picks, all_stack)| {
        let above = picks.iter().enumerate().map(|(index, (pick, _))| {
            if index == 0 {
                return None;
            }
            match shape {
                Shape::Deep => Some(index - 1 - pick % index.min(3)),
                Shape::Wide => Some(pick % index.min(4)),
                Shape::Any => Some(pick % index),
                Shape::Forest => (pick % 5 != 0).then_some(pick % index),
            }
        });
        let above: Vec<_> = above.collect();
        tree(&above, |index| all_stack || picks[index].1)
    })
}

fn overlaps((one, width, height): (Point, f64, f64), other: &Area) -> bool {
    one.x < other.corner.x + other.width
        && other.corner.x < one.x + width
        && one.y < other.corner.y + other.height
        && other.corner.y < one.y + height
}

fn is_in(card: Point, block: &Area) -> bool {
    card.x >= block.corner.x
        && card.y >= block.corner.y
        && card.x + CARD_WIDTH <= block.corner.x + block.width
        && card.y + CARD_HEIGHT <= block.corner.y + block.height
}

fn area(card: Point) -> Area {
    Area {
        corner: card,
        width: CARD_WIDTH,
        height: CARD_HEIGHT,
    }
}

/// Everything that is promised of a layout.
fn check(pieces: &[Piece]) -> Result<(), TestCaseError> {
    for rows in ROWS_OF_A_BLOCK {
        check_set(&set(pieces, rows), pieces)?;
    }
    Ok(())
}

fn check_set(set: &Layout, pieces: &[Piece]) -> Result<(), TestCaseError> {
    prop_assert_eq!(set.cards.len(), pieces.len());
    nothing_overlaps(set)?;
    for card in &set.cards {
        prop_assert!(card.x >= 0.0 && card.x + CARD_WIDTH <= set.width);
        prop_assert!(card.y >= 0.0 && card.y + CARD_HEIGHT <= set.height);
    }
    for block in &set.blocks {
        prop_assert!(block.corner.x >= 0.0 && block.corner.x + block.width <= set.width);
        prop_assert!(block.corner.y + block.height <= set.height);
    }
    for branch in &set.branches {
        let (first, last) = (branch.to[0].end.x, branch.to[branch.to.len() - 1].end.x);
        prop_assert!(
            (f64::midpoint(first, last) - branch.from.x).abs() <= 1.5,
            "{branch:?}"
        );
        prop_assert!(branch.to.is_sorted_by(|one, other| one.end.x < other.end.x));
    }
    siblings_keep_their_order(set, pieces)
}

fn nothing_overlaps(set: &Layout) -> Result<(), TestCaseError> {
    for (index, card) in set.cards.iter().enumerate() {
        for other in &set.cards[index + 1..] {
            let apart = !overlaps((*card, CARD_WIDTH, CARD_HEIGHT), &area(*other));
            prop_assert!(apart, "{card:?} {other:?}");
        }
        for block in &set.blocks {
            let apart = !overlaps((*card, CARD_WIDTH, CARD_HEIGHT + FOOT), block);
            prop_assert!(apart || is_in(*card, block), "{card:?} {block:?}");
        }
    }
    for (index, block) in set.blocks.iter().enumerate() {
        for other in &set.blocks[index + 1..] {
            let apart = !overlaps((block.corner, block.width, block.height), other);
            prop_assert!(apart, "{block:?} {other:?}");
        }
    }
    Ok(())
}

/// In a row from left to right, in a block down its columns; and all of a row on one height.
fn siblings_keep_their_order(set: &Layout, pieces: &[Piece]) -> Result<(), TestCaseError> {
    let in_block = |card: &Point| set.blocks.iter().any(|block| is_in(*card, block));
    let above = pieces.iter().map(|piece| piece.above);
    let mut families: Vec<(Option<usize>, bool, Point)> = Vec::new();
    for (above, card) in above.zip(&set.cards) {
        let stacked = in_block(card);
        let before = families
            .iter()
            .rev()
            .find(|(other, in_block, _)| (*other, *in_block) == (above, stacked));
        if let Some((.., before)) = before {
            let follows = if stacked {
                (before.x, before.y) < (card.x, card.y)
            } else {
                before.x < card.x && (before.y - card.y).abs() < f64::EPSILON
            };
            prop_assert!(follows, "{before:?} {card:?}");
        }
        families.push((above, stacked, *card));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_overlaps_and_every_parent_is_centred(pieces in any_tree()) {
        check(&pieces)?;
    }
}

#[test]
fn nobody_and_one_alone_have_a_place() {
    let nobody = layout(&[]);
    assert!(nobody.cards.is_empty() && nobody.width >= 0.0 && nobody.height > 0.0);
    check(&[Piece::default()]).unwrap();
    let alone = layout(&[Piece::default()]);
    assert!((alone.width - (CARD_WIDTH + 2.0 * MARGIN)).abs() < 1.0);
}

#[test]
fn five_thousand_managers_in_a_chain_are_no_stack() {
    let chain: Vec<Piece> = (0..5_000)
        .map(|index: usize| Piece {
            above: index.checked_sub(1),
            ..Piece::default()
        })
        .collect();
    let set = layout(&chain);
    assert!(set.cards.is_sorted_by(|one, other| one.y < other.y));
    let x = set.cards[0].x;
    assert!(
        set.cards
            .iter()
            .all(|card| (card.x - x).abs() < f64::EPSILON)
    );
}

#[test]
fn up_to_four_stand_in_a_row_and_more_in_a_block_beside_those_who_lead() {
    let family = |reports: usize| {
        let above: Vec<_> = (0..=reports)
            .map(|index| (index > 0).then_some(0))
            .collect();
        layout(&tree(&above, |_| true))
    };
    assert!(family(4).blocks.is_empty());
    let five = family(5);
    assert_eq!((five.blocks.len(), five.branches[0].to.len()), (1, 1));
    assert!(
        five.cards[1..]
            .iter()
            .all(|card| is_in(*card, &five.blocks[0]))
    );
    assert_eq!(grid(8, 8), (1, 8));
    assert_eq!(grid(8, 2), (4, 2));
    assert_eq!(grid(12, 8), (2, 6));
    let (columns, rows) = grid(5_000, 8);
    assert!(
        (50..70).contains(&columns) && (75..95).contains(&rows),
        "{columns} {rows}"
    );
    check(&tree(&vec![None; 5_000], |_| true)[..600]).unwrap();
}

/// A company of five thousand: nine to a manager.
fn company(count: usize) -> Vec<Piece> {
    let above: Vec<_> = (0..count)
        .map(|index| index.checked_sub(1).map(|index| index / 9))
        .collect();
    tree(&above, |_| true)
}

#[test]
fn five_thousand_people_are_set_in_less_than_a_tenth_of_a_second() {
    let most = Duration::from_millis(100);
    let shapes = [
        ("nine to a manager", company(5_000)),
        ("two to a manager", tree(&halves(5_000), |_| false)),
        ("all in a row", tree(&row(5_000), |_| false)),
        ("all in a block", tree(&row(5_000), |_| true)),
    ];
    for (name, pieces) in shapes {
        let times = [(); 3].map(|()| {
            let started = Instant::now();
            let set = layout(&pieces);
            assert_eq!(set.cards.len(), 5_000);
            started.elapsed()
        });
        println!("5,000 people, {name}: {times:?}");
        assert!(times.iter().any(|time| *time < most), "{name}: {times:?}");
    }
}

fn halves(count: usize) -> Vec<Option<usize>> {
    let above = (0..count).map(|index| index.checked_sub(1).map(|index| index / 2));
    above.collect()
}

fn row(count: usize) -> Vec<Option<usize>> {
    (0..count).map(|index| (index > 0).then_some(0)).collect()
}

#[test]
fn a_company_of_two_thousand_keeps_every_promise() {
    check(&company(2_000)).unwrap();
    check(&tree(&halves(1_000), |index| index % 2 == 0)).unwrap();
}
