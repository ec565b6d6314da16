//! All stretches of a text in which the parts of a proximity can stand, whatever alternative is chosen and in whatever order.
//!
//! A parser of natural language keeps a chart of what each part of a sentence can be. Here it holds, for each part of a proximity, from
//! where to where it can reach. A row has one bit for each point at which the part can end if it begins at the row's point, and rows are
//! combined word by word of the machine. So the number of choices and orders does not matter.
//!
//! The chart does not know which words a stretch takes: two sides may take the same, except for their first and last ones. It only counts
//! whether there are enough. If it is empty, nothing matches. What it holds is made sure of by `solve`.

use super::places::Places;
use super::shape::Shape;
use super::tree::Break;
use crate::query::{Nearness, Reach};

/// Maximum number of points of one chart. A text with more is cut into blocks that overlap.
const MAX_POINTS: usize = 4_096;

/// The stretches of one block of a text.
pub(super) struct Chart<'p> {
    pub(super) places: &'p Places<'p>,
    /// The first and last positions of the block.
    within: (u32, u32),
    /// The positions at which units begin or end, ascending.
    pub(super) points: Vec<u32>,
    /// Whether the proximity needs a word several times.
    has_repeats: bool,
    /// The parts of the proximity, inner ones first; the last is the whole.
    pub(super) parts: Vec<Part<'p>>,
}

/// A part of a proximity.
pub(super) struct Part<'p> {
    pub(super) shape: &'p Shape,
    /// Its own parts, as indices.
    pub(super) inner: Vec<usize>,
    pub(super) rows: Rows,
}

/// A relation of points.
pub(super) struct Rows {
    /// The points whose rows have a bit, ascending.
    pub(super) starts: Vec<usize>,
    n_machine_words: usize,
    bits: Vec<u64>,
}

impl Rows {
    fn new(n_points: usize) -> Rows {
        let n_machine_words = n_points.div_ceil(64);
        Rows { starts: Vec::new(), n_machine_words, bits: vec![0; n_points * n_machine_words] }
    }

    pub(super) fn row(&self, start: usize) -> &[u64] {
        &self.bits[start * self.n_machine_words..][..self.n_machine_words]
    }

    fn row_mut(&mut self, start: usize) -> &mut [u64] {
        &mut self.bits[start * self.n_machine_words..][..self.n_machine_words]
    }

    pub(super) fn has(&self, start: usize, end: usize) -> bool {
        self.row(start)[end / 64] & (1 << (end % 64)) != 0
    }

    /// Returns the ends of a row from `first` on, ascending.
    pub(super) fn ends(&self, start: usize, first: usize) -> impl DoubleEndedIterator<Item = usize> {
        bits(self.row(start), first)
    }

    /// Returns for each point the first end of what begins behind it. `usize::MAX` if nothing does.
    fn first_ends(&self) -> Vec<usize> {
        let n_points = self.bits.len() / self.n_machine_words.max(1);
        let mut firsts = vec![usize::MAX; n_points];
        let (mut first, mut behind) = (usize::MAX, n_points);
        for start in self.starts.iter().rev() {
            firsts[*start..behind].fill(first);
            behind = *start;
            first = first.min(bits(self.row(*start), *start).next().unwrap_or(usize::MAX));
        }
        firsts[..behind].fill(first);
        firsts
    }

    fn find_starts(&mut self) {
        let rows = self.bits.chunks_exact(self.n_machine_words.max(1));
        self.starts = rows.enumerate().filter(|(_, row)| row.iter().any(|word| *word != 0)).map(|(start, _)| start).collect();
    }
}

/// The numbers of the bits of a row that are set, ascending.
struct Bits<'r> {
    row: &'r [u64],
    /// The first machine word that is left, what is left of it, and the same of the last.
    first: (usize, u64),
    last: (usize, u64),
}

/// Returns the numbers of the bits that are set, from `first` on, ascending.
fn bits(row: &[u64], first: usize) -> Bits<'_> {
    let last = row.len().saturating_sub(1);
    let nth = (first / 64).min(last);
    let above = |word: &u64| if first / 64 > last { 0 } else { word & (u64::MAX << (first % 64)) };
    let first_word = row.get(nth).map_or(0, above);
    let last_word = if nth == last { first_word } else { row.get(last).copied().unwrap_or(0) };
    Bits { row, first: (nth, first_word), last: (last, last_word) }
}

impl Iterator for Bits<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.first.1 == 0 {
            if self.first.0 >= self.last.0 {
                return None;
            }
            let nth = self.first.0 + 1;
            self.first = if nth == self.last.0 { self.last } else { (nth, self.row[nth]) };
        }
        let bit = self.first.1.trailing_zeros() as usize;
        self.first.1 &= self.first.1 - 1;
        if self.first.0 == self.last.0 {
            self.last.1 = self.first.1;
        }
        Some(self.first.0 * 64 + bit)
    }
}

impl DoubleEndedIterator for Bits<'_> {
    fn next_back(&mut self) -> Option<usize> {
        while self.last.1 == 0 {
            if self.last.0 <= self.first.0 {
                return None;
            }
            let nth = self.last.0 - 1;
            self.last = if nth == self.first.0 { self.first } else { (nth, self.row[nth]) };
        }
        let bit = 63 - self.last.1.leading_zeros() as usize;
        self.last.1 &= !(1 << bit);
        if self.first.0 == self.last.0 {
            self.first.1 = self.last.1;
        }
        Some(self.last.0 * 64 + bit)
    }
}

/// Calls `each` with the numbers of the bits that are set, ascending.
fn each_bit(row: &[u64], mut each: impl FnMut(usize)) {
    for (nth, word) in row.iter().enumerate() {
        let mut rest = *word;
        while rest != 0 {
            each(nth * 64 + rest.trailing_zeros() as usize);
            rest &= rest - 1;
        }
    }
}

fn set(row: &mut [u64], bit: usize) {
    row[bit / 64] |= 1 << (bit % 64);
}

fn add(row: &mut [u64], other: &[u64]) {
    row.iter_mut().zip(other).for_each(|(word, other)| *word |= other);
}

/// Adds the bits of another row that are higher than `bit`.
fn add_above(row: &mut [u64], other: &[u64], bit: usize) {
    let nth = bit / 64;
    if nth < row.len() {
        row[nth] |= other[nth] & (u64::MAX << (bit % 64)) & !(1 << (bit % 64));
        add(&mut row[nth + 1..], &other[nth + 1..]);
    }
}

/// Clears the bits of a row that are below `bit`, or those that are not.
fn clear(row: &mut [u64], bit: usize, are_below: bool) {
    for (nth, word) in row.iter_mut().enumerate() {
        let n_below = bit.saturating_sub(nth * 64).min(64);
        let below = if n_below == 64 { u64::MAX } else { (1 << n_below) - 1 };
        *word &= if are_below { !below } else { below };
    }
}

impl<'p> Chart<'p> {
    /// Makes the charts of a text, block by block, until `each` returns `false`. Returns whether no stretch can be in none of them.
    pub(super) fn each(shape: &'p Shape, places: &'p Places<'p>, mut each: impl FnMut(&Chart<'p>) -> bool) -> bool {
        let mut needed = Vec::new();
        shape.add_needed(&mut needed);
        if needed.iter().any(|unit| places.of(*unit).is_empty()) {
            return true;
        }
        let points = points(places);
        let (Some(first), Some(last)) = (points.first(), points.last()) else { return true };
        if points.len() <= MAX_POINTS {
            each(&Chart::new(shape, places, (*first, *last), points));
            return true;
        }
        let longest = longest(shape, places, &points);
        let (mut first, mut is_whole) = (0, true);
        loop {
            let behind = points.len().min(first + MAX_POINTS);
            let within = (points[first], points[behind - 1]);
            let goes_on = each(&Chart::new(shape, places, within, points[first..behind].to_vec()));
            if !goes_on || behind == points.len() || places.is_over(1) {
                return is_whole;
            }
            // What begins before this point ends in this block.
            let next = points.partition_point(|point| point.saturating_add(longest) <= within.1);
            let least = first + MAX_POINTS / 4;
            is_whole &= next >= least;
            first = next.max(least);
        }
    }

    fn new(shape: &'p Shape, places: &'p Places<'p>, within: (u32, u32), points: Vec<u32>) -> Chart<'p> {
        let has_repeats = !repeats(shape, places).is_empty();
        let mut chart = Chart { places, within, points, has_repeats, parts: Vec::new() };
        chart.add(shape);
        chart
    }

    /// Returns the rows of the whole.
    pub(super) fn whole(&self) -> &Rows {
        &self.parts[self.parts.len() - 1].rows
    }

    /// Returns the places of a unit in the block.
    pub(super) fn list(&self, unit: usize) -> &'p [u32] {
        let (list, n_words) = (self.places.of(unit), self.places.of.units[unit].n_words);
        let from = list.partition_point(|start| *start < self.within.0);
        let n = list[from..].partition_point(|start| start + n_words - 1 <= self.within.1);
        &list[from..from + n]
    }

    /// Adds a part, and the parts inside it. Returns its index.
    fn add(&mut self, shape: &'p Shape) -> usize {
        let mut inner = Vec::new();
        let mut rows = Rows::new(self.points.len());
        match shape {
            Shape::Unit(unit) => {
                let behind = self.places.of.units[*unit].n_words - 1;
                let (mut start_point, mut end_point) = (0, 0);
                for start in self.list(*unit) {
                    start_point += self.points[start_point..].iter().take_while(|point| *point < start).count();
                    end_point += self.points[end_point..].iter().take_while(|point| **point < start + behind).count();
                    set(rows.row_mut(start_point), end_point);
                }
                rows.find_starts();
            }
            Shape::Run(words, longest) => self.add_runs(words, *longest, &mut rows),
            Shape::Any(shapes) => {
                inner.extend(shapes.iter().map(|shape| self.add(shape)));
                inner.iter().for_each(|part| add(&mut rows.bits, &self.parts[*part].rows.bits));
                rows.find_starts();
            }
            Shape::Near(left, right, nearness) => {
                inner.push(self.add(left));
                if !self.parts[inner[0]].rows.starts.is_empty() {
                    inner.push(self.add(right));
                    self.add_near(&inner, *nearness, &mut rows);
                }
            }
            Shape::Without(shape, exclusion) => {
                inner.push(self.add(shape));
                rows.bits.clone_from(&self.parts[inner[0]].rows.bits);
                self.exclude(&self.parts[inner[0]].rows.starts, *exclusion, &mut rows);
            }
        }
        if self.has_repeats {
            self.keep_those_with_enough(shape, &mut rows);
        }
        self.parts.push(Part { shape, inner, rows });
        self.parts.len() - 1
    }

    /// Removes the stretches in which a word that a part needs several times is not often enough.
    fn keep_those_with_enough(&self, shape: &Shape, rows: &mut Rows) {
        let is_pair = matches!(shape, Shape::Near(..) | Shape::Run(..));
        for (unit, n) in repeats(shape, self.places).into_iter().filter(|_| is_pair) {
            let list = self.list(unit);
            let mut nth = 0;
            for start in &rows.starts.clone() {
                nth += list[nth..].iter().take_while(|place| **place < self.points[*start]).count();
                let row = rows.row_mut(*start);
                match list.get(nth + n - 1) {
                    Some(last) => clear(row, self.points.partition_point(|point| point < last), true),
                    None => row.fill(0),
                }
            }
            rows.find_starts();
        }
    }

    /// Adds all stretches of words in order.
    fn add_runs(&self, words: &[usize], longest: u32, rows: &mut Rows) {
        let lists: Vec<&[u32]> = words.iter().map(|unit| self.list(*unit)).collect();
        let [first, rest @ ..] = lists.as_slice() else { return };
        let mut cursors = vec![0; rest.len()];
        for start in first.iter() {
            if self.places.is_over(1 + rest.len()) {
                return;
            }
            let mut last = *start;
            for (list, cursor) in rest.iter().zip(&mut cursors) {
                *cursor += list[*cursor..].iter().take_while(|position| **position <= last).count();
                let Some(next) = list.get(*cursor) else { return rows.find_starts() };
                last = *next;
            }
            let (Some(list), Some(cursor)) = (rest.last(), cursors.last()) else { return };
            let ends = list[*cursor..].iter().take_while(|end| **end - start <= longest);
            let row = rows.row_mut(self.points.partition_point(|point| point < start));
            ends.for_each(|end| set(row, self.points.partition_point(|point| point < end)));
        }
        rows.find_starts();
    }

    fn add_near(&self, inner: &[usize], nearness: Nearness, rows: &mut Rows) {
        let [left, right] = inner else { return };
        let [left, right] = [left, right].map(|part| &self.parts[*part]);
        if right.rows.starts.is_empty() {
            return;
        }
        self.add_pairs(left, right, nearness, rows);
        if !nearness.is_ordered {
            self.add_pairs(right, left, nearness, rows);
        }
        if let Some(at) = Break::of(nearness.reach) {
            let (mut end, mut n_inside) = (None, 0);
            for (start, position) in self.points.iter().enumerate() {
                if end.is_none_or(|end| *position > end) {
                    let stretch_end = self.places.stretch_end(at, *position);
                    n_inside += self.points[n_inside..].partition_point(|point| *point <= stretch_end);
                    end = Some(stretch_end);
                }
                clear(rows.row_mut(start), n_inside, false);
            }
        }
        rows.find_starts();
    }

    /// Adds the stretches of both sides of which `first` begins first.
    fn add_pairs(&self, first: &Part<'_>, other: &Part<'_>, nearness: Nearness, rows: &mut Rows) {
        let extent = self.points.first().zip(self.points.last()).map_or(0, |(first, last)| last - first);
        let reach = if let Reach::Words(n) = nearness.reach { Some(n).filter(|n| *n < extent) } else { None };
        let is_word = matches!(other.shape, Shape::Unit(_));
        let (first, other) = (&first.rows, &other.rows);
        let behind = self.behind(first, other, reach);
        let first_ends = if nearness.is_ordered { Vec::new() } else { other.first_ends() };
        for start in &first.starts {
            let row = rows.row_mut(*start);
            if self.places.is_over(16 * row.len()) {
                return;
            }
            let own = first.row(*start);
            match reach {
                Some(_) => each_bit(own, |end| add(row, behind.row(end))),
                // From the first end all can be reached.
                None => bits(own, *start).take(1).for_each(|end| add(row, behind.row(end))),
            }
            if nearness.is_ordered {
                continue;
            }
            // The other one is inside.
            add_above(row, own, first_ends[*start]);
            if is_word {
                continue;
            }
            // The other one ends later.
            let mut ends = bits(own, *start);
            let mut end = ends.next();
            for other_start in &other.starts[other.starts.partition_point(|other| other <= start)..] {
                while end.is_some_and(|end| end <= *other_start) {
                    end = ends.next();
                }
                let Some(end) = end else { break };
                add_above(row, other.row(*other_start), end);
            }
        }
    }

    /// Returns for each end of one side the ends of the other that begins behind it, within reach. A break is looked at later.
    fn behind(&self, first: &Rows, other: &Rows, reach: Option<u32>) -> Rows {
        let mut is_end = vec![0; first.n_machine_words];
        match reach {
            Some(_) => first.starts.iter().for_each(|start| add(&mut is_end, first.row(*start))),
            None => first
                .starts
                .iter()
                .for_each(|start| bits(first.row(*start), *start).take(1).for_each(|end| set(&mut is_end, end))),
        }
        let mut behind = Rows::new(self.points.len());
        match reach {
            Some(n) => each_bit(&is_end, |end| {
                let last = self.points[end].saturating_add(n);
                let from = other.starts.partition_point(|start| *start <= end);
                let row = behind.row_mut(end);
                let near = other.starts[from..].iter().take_while(|start| self.points[**start] <= last);
                near.for_each(|start| add(row, other.row(*start)));
            }),
            None => {
                let mut all = vec![0; behind.n_machine_words];
                let mut n_left = other.starts.len();
                for end in bits(&is_end, 0).rev() {
                    while let Some(start) = n_left.checked_sub(1).map(|last| other.starts[last]).filter(|start| *start > end) {
                        add(&mut all, other.row(start));
                        n_left -= 1;
                    }
                    behind.row_mut(end).copy_from_slice(&all);
                }
            }
        }
        behind
    }

    /// Removes the stretches that an exclusion is near.
    fn exclude(&self, starts: &[usize], exclusion: usize, rows: &mut Rows) {
        let at = Break::of(self.places.of.exclusions[exclusion].reach);
        for start in starts {
            let position = self.points[*start];
            let row = rows.row_mut(*start);
            match self.places.last_alone(exclusion, position) {
                Some(last) => clear(row, self.points.partition_point(|point| *point <= last), false),
                None => row.fill(0),
            }
            if let Some(at) = at.filter(|_| !self.places.is_clean(exclusion, position)) {
                let end = self.places.stretch_end(at, position);
                clear(row, self.points.partition_point(|point| *point <= end), true);
            }
        }
        rows.find_starts();
    }
}

/// Returns the words that all take part and are the same several times, with their numbers.
fn repeats(shape: &Shape, places: &Places<'_>) -> Vec<(usize, usize)> {
    let mut needed = Vec::new();
    shape.add_needed(&mut needed);
    let mut same: Vec<usize> = needed.into_iter().map(|unit| places.of.units[unit].same_as).collect();
    same.sort_unstable();
    let groups = same.chunk_by(|unit, other| unit == other).filter(|group| group.len() > 1);
    groups.map(|group| (group[0], group.len())).collect()
}

/// Returns the maximum distance from the first word of a stretch to its last.
fn longest(shape: &Shape, places: &Places<'_>, points: &[u32]) -> u32 {
    match shape {
        Shape::Unit(unit) => places.of.units[*unit].n_words - 1,
        Shape::Run(_, longest) => *longest,
        Shape::Any(shapes) => shapes.iter().map(|shape| longest(shape, places, points)).max().unwrap_or(0),
        Shape::Near(left, right, nearness) => match (nearness.reach, Break::of(nearness.reach)) {
            (_, Some(at)) => {
                let to_end = |point: &u32| places.stretch_end(at, *point).min(points[points.len() - 1]) - point;
                points.iter().map(to_end).max().unwrap_or(0)
            }
            (Reach::Words(n), _) => {
                let [left, right] = [left, right].map(|side| longest(side, places, points));
                left.saturating_add(right).saturating_add(n)
            }
            _ => u32::MAX,
        },
        Shape::Without(shape, _) => longest(shape, places, points),
    }
}

/// Returns the positions at which units begin or end, ascending.
fn points(places: &Places<'_>) -> Vec<u32> {
    let mut points: Vec<u32> = Vec::new();
    for (unit_idx, unit) in places.of.units.iter().enumerate() {
        if unit.same_as == unit_idx {
            let list = places.of(unit_idx);
            points.extend(list);
            if unit.n_words > 1 {
                points.extend(list.iter().map(|start| start + unit.n_words - 1));
            }
        }
    }
    // They are sorted in runs.
    points.sort();
    points.dedup();
    points
}

#[cfg(test)]
mod tests {
    use super::bits;

    #[test]
    fn bits_are_the_same_from_both_ends() {
        for row in [&[][..], &[0], &[1 << 63 | 5], &[0, u64::MAX, 0], &[9, 0, 6 << 40]] {
            for first in [0, 1, 63, 64, 100, 191, 192] {
                let expected: Vec<usize> = (first..row.len() * 64).filter(|bit| row[bit / 64] >> (bit % 64) & 1 != 0).collect();
                assert_eq!(bits(row, first).collect::<Vec<_>>(), expected);
                assert!(bits(row, first).rev().eq(expected.into_iter().rev()));
            }
        }
    }
}
