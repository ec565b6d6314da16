//! In which stretches of a chart one position of the text takes part.
//!
//! The position is a word of some unit. The part around the unit reaches from there to wherever its other side stands, the part around
//! that one further, and so on up to the whole. That is the chart again, of one position alone, and so in rows that are as short
//! as the stretches are: row `i` begins `i` points before the position, and its bit `j` is the end `j` points behind it.

use super::chart::{Chart, Rows, bits};
use super::places::Places;
use super::shape::Shape;
use crate::query::{Nearness, Reach};

/// The ends of a row, in `64 * W` points.
type Row<const W: usize> = [u64; W];

/// The stretches of each part of a chart that a position takes part in, as far as they begin and end within `64 * W` points around it.
pub(super) struct Through<'c, 'p, const W: usize> {
    chart: &'c Chart<'p>,
    firsts: &'c FirstEnds,
    position: u32,
    /// The first point that is not before the position.
    here: usize,
    /// By part. `None` if it takes part in none.
    parts: Vec<Option<Vec<Row<W>>>>,
}

/// For each side of a proximity and each point, the first end of what begins behind the point.
pub(super) struct FirstEnds(Vec<Vec<usize>>);

impl FirstEnds {
    pub(super) fn new(chart: &Chart<'_>) -> FirstEnds {
        let mut firsts = vec![Vec::new(); chart.parts.len()];
        for part in &chart.parts {
            if let (Shape::Near(..), [left, right]) = (part.shape, part.inner.as_slice()) {
                for side in [*left, *right] {
                    firsts[side] = chart.parts[side].rows.first_ends();
                }
            }
        }
        FirstEnds(firsts)
    }
}

impl<'c, 'p, const W: usize> Through<'c, 'p, W> {
    const N: usize = 64 * W;

    pub(super) fn new(chart: &'c Chart<'p>, firsts: &'c FirstEnds, position: u32) -> Through<'c, 'p, W> {
        let here = chart.points.partition_point(|point| *point < position);
        let mut through = Through { chart, firsts, position, here, parts: Vec::with_capacity(chart.parts.len()) };
        for part in 0..chart.parts.len() {
            let rows = through.of_part(part);
            through.parts.push(rows);
        }
        through
    }

    /// Returns whether the position can take part in a stretch of a part.
    pub(super) fn has(&self, part: usize, start: usize, end: usize) -> bool {
        let Some(rows) = &self.parts[part] else { return false };
        let (row, bit) = (self.here.wrapping_sub(start), end.wrapping_sub(self.here));
        row < Self::N && bit < Self::N && rows[row][bit / 64] >> (bit % 64) & 1 != 0
    }

    /// Returns the distance from the first word to the last up to which all stretches of the whole are known.
    pub(super) fn known_length(&self) -> u32 {
        let points = &self.chart.points;
        let before = self.here.checked_sub(Self::N).map_or(u32::MAX, |start| self.position - points[start]);
        let behind = points.get(self.here + Self::N).map_or(u32::MAX, |end| end - self.position);
        before.min(behind).saturating_sub(1)
    }

    /// Returns the shortest stretch of the whole that is longer than another, or as long and later: its length, its first
    /// position, and its points.
    pub(super) fn next(&self, known: Option<(u32, u32)>) -> Option<((u32, u32), (usize, usize))> {
        let rows = self.parts.last()?.as_ref()?;
        let points = &self.chart.points;
        let mut best: Option<((u32, u32), (usize, usize))> = None;
        for (nth, row) in rows.iter().enumerate().take(self.here + 1) {
            let Some(start_position) = points.get(self.here - nth).copied() else { continue };
            if best.is_some_and(|((length, _), _)| self.position.saturating_sub(start_position) > length) {
                break;
            }
            let further = |end: &usize| known.is_none_or(|known| (points[*end] - start_position, start_position) > known);
            let end = bits(row, 0).map(|bit| self.here + bit).find(further);
            if let Some(end) = end {
                let key = (points[end] - start_position, start_position);
                if best.is_none_or(|(best, _)| key < best) {
                    best = Some((key, (self.here - nth, end)));
                }
            }
        }
        best
    }

    fn of_part(&self, part: usize) -> Option<Vec<Row<W>>> {
        let (shape, inner) = (self.chart.parts[part].shape, self.chart.parts[part].inner.as_slice());
        let mut rows = match shape {
            Shape::Unit(unit) => return self.of_unit(*unit),
            Shape::Run(words, _) => self.of_run(words)?,
            Shape::Any(_) => {
                let mut known = inner.iter().filter_map(|part| self.parts[*part].as_ref());
                let mut rows = known.next()?.clone();
                known.for_each(|more| rows.iter_mut().zip(more).for_each(|(row, more)| add(row, more)));
                return Some(rows);
            }
            Shape::Without(..) => self.parts[inner[0]].as_ref()?.clone(),
            Shape::Near(_, _, nearness) => {
                let [left, right] = inner else { return None };
                let (of_left, of_right) = (self.parts[*left].as_ref(), self.parts[*right].as_ref());
                if of_left.is_none() && of_right.is_none() {
                    return None;
                }
                let mut rows = vec![[0; W]; Self::N];
                if let Some(of_left) = of_left {
                    self.add_near(of_left, *right, *nearness, Side::Left, &mut rows);
                }
                if let Some(of_right) = of_right {
                    self.add_near(of_right, *left, *nearness, Side::Right, &mut rows);
                }
                rows
            }
        };
        // The chart knows of breaks, exclusions and limits.
        let chart_rows = &self.chart.parts[part].rows;
        let mut is_empty = true;
        for (nth, row) in rows.iter_mut().enumerate().take(self.here + 1).filter(|(_, row)| !is_zero(row)) {
            let known = if self.here - nth < self.chart.points.len() { self.local(chart_rows, self.here - nth) } else { [0; W] };
            row.iter_mut().zip(known).for_each(|(word, known)| *word &= known);
            is_empty &= is_zero(row);
        }
        (!is_empty).then_some(rows)
    }

    /// Returns the places of a unit that cover the position.
    fn of_unit(&self, unit: usize) -> Option<Vec<Row<W>>> {
        let Places { of, .. } = self.chart.places;
        let n_words = of.units[unit].n_words;
        let mut rows: Option<Vec<Row<W>>> = None;
        let list = self.chart.list(unit);
        let from = if n_words == 1 { list.binary_search(&self.position).ok()? } else {
            list.partition_point(|start| start + n_words - 1 < self.position)
        };
        for start in list[from..].iter().take_while(|start| **start <= self.position) {
            let [first, last] = [*start, start + n_words - 1].map(|at| self.chart.points.partition_point(|point| *point < at));
            self.set(rows.get_or_insert_with(|| vec![[0; W]; Self::N]), first, last);
        }
        rows
    }

    /// Returns where words in order begin and end if one of them is at the position.
    fn of_run(&self, words: &[usize]) -> Option<Vec<Row<W>>> {
        let lists: Vec<&[u32]> = words.iter().map(|unit| self.chart.list(*unit)).collect();
        let mut rows: Option<Vec<Row<W>>> = None;
        for nth in (0..lists.len()).filter(|nth| lists[*nth].binary_search(&self.position).is_ok()) {
            let before = lists[..nth].iter().rev().try_fold(self.position, |behind, list| {
                list.partition_point(|start| *start < behind).checked_sub(1).map(|last| list[last])
            });
            let behind = lists[nth + 1..]
                .iter()
                .try_fold(self.position, |before, list| list.get(list.partition_point(|start| *start <= before)).copied());
            let (Some(latest), Some(earliest)) = (before, behind) else { continue };
            let ends: Vec<u32> = match lists.last() {
                Some(last) if nth + 1 < lists.len() => last[last.partition_point(|end| *end < earliest)..].to_vec(),
                _ => vec![self.position],
            };
            let starts: Vec<u32> = if nth > 0 { lists[0].iter().copied().take_while(|start| *start <= latest).collect() } else { vec![self.position] };
            let rows = rows.get_or_insert_with(|| vec![[0; W]; Self::N]);
            let point = |at: u32| self.chart.points.partition_point(|point| *point < at);
            let ends: Vec<usize> = ends.into_iter().map(point).take_while(|end| *end < self.here + Self::N).collect();
            for start in starts.into_iter().rev().map(point).take_while(|start| start + Self::N > self.here) {
                ends.iter().for_each(|end| self.set(rows, start, *end));
            }
        }
        rows
    }

    /// Adds the stretches that some stretches of one side make with the other side, of index `other`.
    fn add_near(&self, of_side: &[Row<W>], other: usize, nearness: Nearness, side: Side, rows: &mut [Row<W>]) {
        let extent = self.chart.points.first().zip(self.chart.points.last()).map_or(0, |(first, last)| last - first);
        let reach = if let Reach::Words(n) = nearness.reach { Some(n).filter(|n| *n < extent) } else { None };
        let other_rows = &self.chart.parts[other].rows;
        if !nearness.is_ordered || side == Side::Left {
            self.add_behind(of_side, other_rows, reach, rows);
        }
        if !nearness.is_ordered || side == Side::Right {
            self.add_before(of_side, other_rows, reach, rows);
        }
        if !nearness.is_ordered {
            self.add_inside(of_side, &self.firsts.0[other], rows);
            if !matches!(self.chart.parts[other].shape, Shape::Unit(_)) {
                self.add_across(of_side, other_rows, rows);
            }
        }
    }

    /// The other side begins behind this one.
    fn add_behind(&self, of_side: &[Row<W>], other: &Rows, reach: Option<u32>, rows: &mut [Row<W>]) {
        let points = &self.chart.points;
        let mut needed = [0; W];
        match reach {
            // From its first end all others can be reached that can be reached from any.
            None => of_side.iter().filter_map(low).for_each(|bit| set(&mut needed, bit)),
            Some(_) => of_side.iter().for_each(|row| add(&mut needed, row)),
        }
        let mut behind: Vec<(usize, Row<W>)> = Vec::new();
        let known = other.starts.partition_point(|start| *start < self.here + Self::N);
        let starts = &other.starts[..known];
        let mut all = [0; W];
        let mut n_left = starts.len();
        for bit in bits(&needed, 0).rev() {
            let end = self.here + bit;
            if reach.is_none() {
                while n_left > 0 && starts[n_left - 1] > end {
                    n_left -= 1;
                    add(&mut all, &self.local(other, starts[n_left]));
                }
                behind.push((bit, all));
                continue;
            }
            let last = points[end].saturating_add(reach.unwrap_or(0));
            let from = starts.partition_point(|start| *start <= end);
            let mut here = [0; W];
            for start in starts[from..].iter().take_while(|start| points[**start] <= last) {
                add(&mut here, &self.local(other, *start));
            }
            behind.push((bit, here));
        }
        for (row, of_side) in rows.iter_mut().zip(of_side).filter(|(_, of_side)| !is_zero(of_side)) {
            match reach {
                None => {
                    let first = low(of_side);
                    behind.iter().filter(|(bit, _)| Some(*bit) == first).for_each(|(_, behind)| add(row, behind));
                }
                Some(_) => {
                    let stands = |bit: usize| of_side[bit / 64] >> (bit % 64) & 1 != 0;
                    behind.iter().filter(|(bit, _)| stands(*bit)).for_each(|(_, behind)| add(row, behind));
                }
            }
        }
    }

    /// The other side ends before this one begins.
    fn add_before(&self, of_side: &[Row<W>], other: &Rows, reach: Option<u32>, rows: &mut [Row<W>]) {
        let points = &self.chart.points;
        let Some((last_start, first_start)) = self.extent_of(of_side) else { return };
        let from = other.starts.partition_point(|start| start + Self::N <= self.here);
        let before = other.starts[from..].iter().copied().take_while(|start| *start < last_start);
        if reach.is_none() {
            // What all rows from a point on hold.
            let mut all = [0; W];
            let mut next = last_start;
            let mut ends: Vec<(usize, usize)> = before
                .filter_map(|start| Some((other.ends(start, start).next().filter(|end| *end < last_start)?, start)))
                .collect();
            ends.sort_unstable();
            for (end, start) in ends.into_iter().rev() {
                while next > end && next >= first_start {
                    add(&mut all, &of_side[self.here - next]);
                    next -= 1;
                }
                add(&mut rows[self.here - start], &all);
            }
            return;
        }
        let reach = reach.unwrap_or(0);
        for start in before {
            for end in other.ends(start, start).take_while(|end| *end < last_start) {
                let last = points[end].saturating_add(reach);
                for this in (end + 1).max(first_start)..=last_start {
                    if points[this] > last {
                        break;
                    }
                    add(&mut rows[self.here - start], &of_side[self.here - this]);
                }
            }
        }
    }

    /// The other side lies inside this one.
    fn add_inside(&self, of_side: &[Row<W>], first_ends: &[usize], rows: &mut [Row<W>]) {
        for (nth, of_side) in of_side.iter().enumerate().filter(|(_, row)| !is_zero(row)) {
            let first_end = first_ends[self.here - nth];
            if first_end == usize::MAX {
                continue;
            }
            let mut ends = *of_side;
            keep_above(&mut ends, first_end.checked_sub(self.here));
            add(&mut rows[nth], &ends);
        }
    }

    /// This one lies inside the other, or they overlap.
    fn add_across(&self, of_side: &[Row<W>], other: &Rows, rows: &mut [Row<W>]) {
        let Some((last_start, first_start)) = self.extent_of(of_side) else { return };
        let from = other.starts.partition_point(|start| start + Self::N <= self.here);
        let begin = &other.starts[from..];
        // The other begins first.
        for start in begin.iter().copied().take_while(|start| *start < last_start) {
            let mut new = [0; W];
            let others = self.local(other, start);
            for this in (start + 1).max(first_start)..=last_start {
                let of_side = &of_side[self.here - this];
                let Some(first) = low(of_side) else { continue };
                let mut longer = others;
                keep_above(&mut longer, Some(first));
                add(&mut new, &longer);
                if let Some(end) = other.ends(start, this + 1).next() {
                    let mut ends = *of_side;
                    keep_above(&mut ends, end.checked_sub(self.here));
                    add(&mut new, &ends);
                }
            }
            add(&mut rows[self.here - start], &new);
        }
        // This one begins first.
        for this in first_start..=last_start {
            let of_side = &of_side[self.here - this];
            if is_zero(of_side) {
                continue;
            }
            let behind = begin[begin.partition_point(|start| *start <= this)..].iter().copied();
            for start in behind.take_while(|start| *start < self.here + Self::N) {
                let least = (start + 1).saturating_sub(self.here);
                let Some(end) = bits(of_side, least).next() else { break };
                let mut ends = self.local(other, start);
                keep_above(&mut ends, Some(end));
                add(&mut rows[self.here - this], &ends);
            }
        }
    }

    /// Returns the last and the first point from which there are stretches.
    fn extent_of(&self, of_side: &[Row<W>]) -> Option<(usize, usize)> {
        let first = of_side.iter().position(|row| !is_zero(row))?;
        let last = of_side.iter().rposition(|row| !is_zero(row))?;
        Some((self.here - first, self.here - last))
    }

    fn set(&self, rows: &mut [Row<W>], start: usize, end: usize) {
        let (row, bit) = (self.here.wrapping_sub(start), end.wrapping_sub(self.here));
        if row < Self::N && bit < Self::N {
            set(&mut rows[row], bit);
        }
    }

    /// Returns the ends of a row of the chart that are not before the position.
    fn local(&self, rows: &Rows, start: usize) -> Row<W> {
        let row = rows.row(start);
        let (first, shift) = (self.here / 64, self.here % 64);
        let word = |nth: usize| row.get(nth).copied().unwrap_or(0);
        std::array::from_fn(|nth| {
            let high = if shift == 0 { 0 } else { word(first + nth + 1) << (64 - shift) };
            word(first + nth) >> shift | high
        })
    }
}

/// A side of a proximity.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
}

fn is_zero<const W: usize>(row: &Row<W>) -> bool {
    row.iter().all(|word| *word == 0)
}

fn add<const W: usize>(row: &mut Row<W>, other: &Row<W>) {
    row.iter_mut().zip(other).for_each(|(word, other)| *word |= other);
}

fn set<const W: usize>(row: &mut Row<W>, bit: usize) {
    row[bit / 64] |= 1 << (bit % 64);
}

/// Returns the lowest bit.
fn low<const W: usize>(row: &Row<W>) -> Option<usize> {
    row.iter().position(|word| *word != 0).map(|nth| nth * 64 + row[nth].trailing_zeros() as usize)
}

/// Clears the bits up to one. `None` clears none.
fn keep_above<const W: usize>(row: &mut Row<W>, bit: Option<usize>) {
    let Some(bit) = bit else { return };
    for (nth, word) in row.iter_mut().enumerate() {
        let n_below = (bit + 1).saturating_sub(nth * 64).min(64);
        *word &= if n_below == 64 { 0 } else { u64::MAX << n_below };
    }
}
