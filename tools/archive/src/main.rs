//! Writes an archive of made-up articles, for measuring how pullquote grows.
//!
//! ```sh
//! pullquote-archive FOLDER N_ARTICLES [ARTICLES_PER_FILE]
//! ```
//!
//! Words obey Zipf's and Heaps' laws as 18,161 press releases of senators do: their rank and their
//! frequency follow two power laws that meet at rank 3,000 (see [`Words`]), so that new words never
//! cease to come. Eight in a hundred articles are near-copies of an earlier one. Each article is made
//! from its number alone: the first of a larger archive are those of a smaller one.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

/// The most frequent words, by rank. They make the language certain, and stop-word phrases frequent.
const FREQUENT: [&str; 64] = [
    "the", "to", "and", "of", "in", "a", "for", "that", "is", "on", "this", "will", "with", "our", "by", "we", "as", "are", "be",
    "have", "it", "from", "has", "at", "their", "an", "new", "not", "would", "more", "they", "was", "or", "these", "year", "who",
    "which", "all", "can", "also", "been", "but", "his", "help", "he", "than", "its", "one", "about", "other", "need", "over",
    "you", "people", "time", "so", "make", "when", "were", "first", "those", "up", "many", "must",
];

/// Rank at which the two power laws meet.
const HEAD: usize = 3_000;

/// Exponents of the frequency of a word by its rank, measured on the press releases: `p(r) r` is .06
/// at rank 1, .14 at 1,000 and .009 at 40,000. The second makes vocabularies grow with the 0.48th
/// power of the number of words (0.45 to 0.49 measured).
const HEAD_EXPONENT: f64 = 0.88;
const TAIL_EXPONENT: f64 = 2.1;

/// Share of words that come from the article's own few: a text repeats itself.
const SHARE_OF_TOPIC: f64 = 0.12;

/// Share of words followed by the word that usually follows them.
const SHARE_OF_PAIRS: f64 = 0.15;

const N_PUBLISHERS: u64 = 400;
const N_DAYS: u64 = 40 * 365;
const SHARE_OF_COPIES: f64 = 0.08;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let numbers: Vec<u64> = arguments.iter().skip(1).filter_map(|number| number.parse().ok()).collect();
    let (Some(folder), Some(n_articles)) = (arguments.first(), numbers.first()) else {
        eprintln!("usage: pullquote-archive FOLDER N_ARTICLES [ARTICLES_PER_FILE]");
        return ExitCode::from(2);
    };
    match write(Path::new(folder), *n_articles, numbers.get(1).copied().unwrap_or(100).max(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pullquote-archive: {folder}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes files of JSON Lines into `folder`, a thousand files in each of its folders.
fn write(folder: &Path, n_articles: u64, per_file: u64) -> io::Result<()> {
    let words = Words::new();
    for file in 0..n_articles.div_ceil(per_file) {
        let folder = folder.join(format!("{:05}", file / 1_000));
        if file % 1_000 == 0 {
            fs::create_dir_all(&folder)?;
        }
        let mut out = BufWriter::new(File::create(folder.join(format!("{file:08}.jsonl")))?);
        for number in file * per_file..n_articles.min((file + 1) * per_file) {
            serde_json::to_writer(&mut out, &article(&words, number))?;
            writeln!(out)?;
        }
        out.flush()?;
    }
    Ok(())
}

fn article(words: &Words, number: u64) -> serde_json::Value {
    let mut random = Random::new(number);
    let day = random.below(N_DAYS);
    let publisher =
        format!("{} {}", capital(&spelled(random.below(N_PUBLISHERS) + 70)), ["Times", "Post", "News"][number as usize % 3]);
    let (mut title, mut body);
    if number > 0 && random.share() < SHARE_OF_COPIES {
        // A copy is cut at the end and has a word changed here and there.
        (title, body) = text(words, random.below(number));
        let n_kept = body.len() - body.len() * random.below(25) as usize / 100;
        body.truncate(body.char_indices().rfind(|(idx, c)| *idx <= n_kept && *c == ' ').map_or(0, |(idx, _)| idx));
        title.push_str(" again");
    } else {
        (title, body) = text(words, number);
    }
    let (year, month, day) = (1985 + day / 365, day % 365 / 31 + 1, day % 365 % 31 % 28 + 1);
    serde_json::json!({
        "id": format!("made-{number}"),
        "title": title,
        "body": body,
        "source": publisher,
        "date": format!("{year}-{month:02}-{day:02}T12:00:00Z"),
    })
}

/// Returns headline and text of the article that is no copy.
fn text(words: &Words, number: u64) -> (String, String) {
    let mut random = Random::new(number ^ 0x5bd1_e995_0000_0000);
    let topic: Vec<u64> = (0..14).map(|_| 200 + words.rank(&mut random) % 60_000).collect();
    let names: Vec<String> =
        (0..4).map(|_| [2_000, 9_000].map(|n| capital(&spelled(3_000 + random.below(n)))).join(" ")).collect();
    // Lengths are spread widely around their median, as those of news are.
    let n_words = 130 + (random.share().powi(2) * 900.0) as usize;
    let sentence = |random: &mut Random, n: u64| {
        let mut sentence = String::new();
        let mut last = 0;
        for idx in 0..n {
            let rank = match random.share() {
                share if share < SHARE_OF_TOPIC => topic[random.below(topic.len() as u64) as usize],
                share if share < SHARE_OF_TOPIC + SHARE_OF_PAIRS && idx > 0 => 1 + mixed(last) % 2_000,
                _ => words.rank(random),
            };
            last = rank;
            let word = spelled(rank);
            sentence.push_str(&if idx == 0 { capital(&word) } else { format!(" {word}") });
        }
        sentence
    };
    let n_title = 5 + random.below(6);
    let title = sentence(&mut random, n_title);
    let mut body = String::new();
    let mut n = 0;
    while n < n_words {
        let length = 8 + random.below(24);
        n += length as usize;
        let said = sentence(&mut random, length);
        let name = &names[random.below(names.len() as u64) as usize];
        body.push_str(&match random.below(12) {
            0 => format!("“{said},” said {name}."),
            1 => format!("“{said},” {name} told reporters."),
            2 => format!("{said}, and {name} was there with {} others.", 2 + random.below(900)),
            _ => format!("{said}."),
        });
        body.push_str(if random.below(4) == 0 { "\n\n" } else { " " });
    }
    (title, body)
}

/// Draws ranks of words as the press releases have them.
struct Words {
    /// For each rank of the head, the share of words up to it; the rest is the tail.
    up_to: Vec<f64>,
}

impl Words {
    fn new() -> Words {
        let frequency = |rank: usize| (rank as f64).powf(-HEAD_EXPONENT);
        let head: f64 = (1..=HEAD).map(frequency).sum();
        // The tail begins where the head ends: the integral of its power law from there on.
        let tail = frequency(HEAD) * HEAD as f64 / (TAIL_EXPONENT - 1.0);
        let mut sum = 0.0;
        let mut next = |rank| {
            sum += frequency(rank) / (head + tail);
            sum
        };
        Words { up_to: (1..=HEAD).map(&mut next).collect() }
    }

    fn rank(&self, random: &mut Random) -> u64 {
        let share = random.share();
        match self.up_to.partition_point(|up_to| *up_to < share) {
            rank if rank < HEAD => rank as u64 + 1,
            _ => (HEAD as f64 * random.share().max(1e-12).powf(-1.0 / (TAIL_EXPONENT - 1.0))) as u64,
        }
    }
}

/// Returns the word of a rank: one of the frequent words, or syllables. Words begin in some thousand
/// ways, as those of English do: near-copies are found by the beginnings of words.
fn spelled(rank: u64) -> String {
    const STARTS: [&str; 32] = [
        "b", "br", "c", "ch", "cl", "cr", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl", "pr", "qu",
        "r", "s", "sh", "sp", "st", "t", "tr", "v", "w", "z",
    ];
    const MIDDLES: [&str; 8] = ["a", "e", "i", "o", "u", "ai", "ea", "ou"];
    const ENDS: [&str; 16] = ["b", "ck", "d", "f", "g", "l", "m", "n", "nd", "p", "r", "s", "t", "th", "x", "y"];
    const N_SYLLABLES: u64 = 32 * 8 * 16;
    if let Some(word) = FREQUENT.get((rank as usize).wrapping_sub(1)) {
        return (*word).to_owned();
    }
    let mut word = String::new();
    let mut rest = rank;
    while rest > 0 {
        // Neighbours in rank are no neighbours in the dictionary.
        let syllable = (rest % N_SYLLABLES * 2_731 % N_SYLLABLES) as usize;
        word.push_str(STARTS[syllable / 128]);
        word.push_str(MIDDLES[syllable / 16 % 8]);
        word.push_str(ENDS[syllable % 16]);
        rest /= N_SYLLABLES;
    }
    word
}

fn capital(word: &str) -> String {
    let mut word = word.to_owned();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word
}

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Random {
        Random(mixed(seed))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// Returns a number from 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
