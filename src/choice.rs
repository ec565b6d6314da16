//! What a person can choose: an order, a period, a format. Each choice is one enum for the library, the command line, the API and MCP.
//!
//! Each value has a stable name. It is what is typed on the command line and in addresses, what files hold, and what cursors are made from. So a
//! variant may be renamed, but its name may not.

use std::str::FromStr;

use serde::Deserialize;

/// A text that names no value of a choice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not one of `{}`", known.join("`, `"))]
pub struct UnknownChoice {
    /// The text.
    pub name: String,
    /// The names that the choice has.
    pub known: Vec<&'static str>,
}

/// Gives a choice its names, once for all who use them.
macro_rules! names {
    ($choice:ident, $n:literal: $($variant:ident $name:literal),+) => {
        impl $choice {
            /// All values, in the order in which they are listed.
            pub const ALL: [$choice; $n] = [$($choice::$variant),+];

            /// Returns the stable name, as it is typed.
            pub fn name(self) -> &'static str {
                match self {
                    $($choice::$variant => $name,)+
                }
            }
        }

        impl FromStr for $choice {
            type Err = UnknownChoice;

            fn from_str(name: &str) -> Result<$choice, UnknownChoice> {
                let unknown = || UnknownChoice { name: name.to_owned(), known: $choice::ALL.map($choice::name).to_vec() };
                $choice::ALL.into_iter().find(|choice| choice.name() == name).ok_or_else(unknown)
            }
        }
    };
}

/// Describes a choice to language models as a plain list of names. The derive would write a schema for each value.
macro_rules! plain_schema {
    ($choice:ident: $description:literal) => {
        #[cfg(feature = "serve")]
        impl schemars::JsonSchema for $choice {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($choice).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "description": $description,
                    "type": "string",
                    "enum": $choice::ALL.map($choice::name),
                })
            }
        }
    };
}

/// The order of hits. Equal ones are ordered by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(description = "The order."))]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Latest published first; articles without a date last.
    Newest,
    /// First published first; articles without a date last.
    Oldest,
}

names!(Sort, 3: Relevance "relevance", Newest "newest", Oldest "oldest");
plain_schema!(Sort: "In which order.");

/// How far hits are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(description = "How far hits are counted."))]
pub enum Count {
    /// All are counted.
    #[default]
    Exact,
    /// Up to 1,000 are counted; then only the best are looked for, which is faster.
    AtLeast,
}

names!(Count, 2: Exact "exact", AtLeast "at-least");

/// How many of the words that stand side by side must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(description = "How many of the words side by side must match."))]
pub enum MatchWords {
    /// All; if no article contains all, as many as any article contains.
    #[default]
    Best,
    /// All.
    All,
    /// One is enough.
    Any,
}

names!(MatchWords, 3: Best "best", All "all", Any "any");

/// How many of the words side by side must match. An alert has no best match: what fits less well is not what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[cfg_attr(
    feature = "serve",
    derive(utoipa::ToSchema),
    schema(description = "How many of the words side by side must match. `best` does not exist for alerts.")
)]
pub enum WordsNeeded {
    /// All.
    #[default]
    All,
    /// One is enough.
    Any,
}

names!(WordsNeeded, 2: All "all", Any "any");

/// By what hits are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(description = "What hits are grouped by."))]
pub enum Group {
    /// By story.
    Story,
}

names!(Group, 1: Story "story");

/// Which article stands for a story, of those that match. Of equal ones the first by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(description = "The article of a story that is the hit."))]
pub enum Lead {
    /// The one published first.
    #[default]
    First,
    /// The one with the longest text.
    Longest,
    /// The one published last.
    Latest,
}

names!(Lead, 3: First "first", Longest "longest", Latest "latest");

/// How long each stretch of a timeline is. Shorter periods order before longer ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(description = "The length of a timeline's stretches."))]
pub enum Period {
    /// A day.
    Day,
    /// From Monday to Sunday, numbered as in ISO 8601.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

names!(Period, 4: Day "day", Week "week", Month "month", Year "year");
plain_schema!(Period: "How long each stretch of a timeline is.");

/// By what articles are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Facet {
    /// Who published them.
    Publisher,
    /// The part of the paper.
    Section,
    /// Who is quoted.
    Speaker,
    /// The language.
    #[serde(rename = "lang")]
    #[cfg_attr(feature = "cli", value(name = "lang"))]
    Language,
}
names!(Facet, 4: Publisher "publisher", Section "section", Speaker "speaker", Language "lang");

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub enum ExportFormat {
    /// Comma-separated values, for spreadsheets.
    #[default]
    Csv,
    /// One JSON object a line.
    #[serde(rename = "jsonl")]
    #[cfg_attr(feature = "cli", value(name = "jsonl"))]
    JsonLines,
    /// For reference managers.
    Ris,
    /// For LaTeX.
    Bibtex,
    /// For Pandoc and programs that use the Citation Style Language.
    CslJson,
    /// For a note.
    Markdown,
}

names!(ExportFormat, 6: Csv "csv", JsonLines "jsonl", Ris "ris", Bibtex "bibtex", CslJson "csl-json", Markdown "markdown");

/// The form of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(description = "The form of a table."))]
pub enum TableForm {
    /// One JSON object, or one a line.
    #[default]
    Json,
    /// Comma-separated values, with a first line of names.
    Csv,
}

names!(TableForm, 2: Json "json", Csv "csv");

/// Whose rules a query is read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(description = "Whose rules the query is read by."))]
pub enum Syntax {
    /// The language of this program.
    #[default]
    Pullquote,
    /// Nexis and Lexis.
    Nexis,
    /// Westlaw.
    Westlaw,
    /// Factiva.
    Factiva,
    /// dtSearch, boolean requests.
    Dtsearch,
    /// ProQuest.
    Proquest,
    /// EBSCOhost.
    Ebsco,
}

names!(Syntax, 7: Pullquote "pullquote", Nexis "nexis", Westlaw "westlaw", Factiva "factiva", Dtsearch "dtsearch", Proquest "proquest", Ebsco "ebsco");
plain_schema!(Syntax: "Whose rules the query is read by: `pullquote`, or a service whose saved searches are asked here.");

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use serde::de::DeserializeOwned;

    use super::*;

    /// Checks that everybody calls each value by the same name.
    fn check<C>(all: &[C], name: impl Fn(C) -> &'static str)
    where
        C: Copy + Debug + PartialEq + FromStr<Err = UnknownChoice> + DeserializeOwned,
    {
        for choice in all {
            let name = name(*choice);
            assert_eq!(name.parse(), Ok(*choice));
            assert_eq!(serde_json::from_value::<C>(name.into()).unwrap(), *choice);
        }
        let unknown = "none".parse::<C>().unwrap_err();
        assert_eq!(unknown.known.len(), all.len());
    }

    #[test]
    fn every_value_has_one_name() {
        check(&Sort::ALL, Sort::name);
        check(&MatchWords::ALL, MatchWords::name);
        check(&WordsNeeded::ALL, WordsNeeded::name);
        check(&Group::ALL, Group::name);
        check(&Lead::ALL, Lead::name);
        check(&Period::ALL, Period::name);
        check(&Facet::ALL, Facet::name);
        check(&ExportFormat::ALL, ExportFormat::name);
        check(&TableForm::ALL, TableForm::name);
        check(&Syntax::ALL, Syntax::name);
    }

    #[cfg(feature = "cli")]
    #[test]
    fn the_command_line_uses_the_same_names() {
        fn typed<C: clap::ValueEnum>() -> Vec<String> {
            let values = C::value_variants().iter().filter_map(C::to_possible_value);
            values.map(|value| value.get_name().to_owned()).collect()
        }
        assert_eq!(typed::<Sort>(), Sort::ALL.map(Sort::name));
        assert_eq!(typed::<MatchWords>(), MatchWords::ALL.map(MatchWords::name));
        assert_eq!(typed::<WordsNeeded>(), WordsNeeded::ALL.map(WordsNeeded::name));
        assert_eq!(typed::<Group>(), Group::ALL.map(Group::name));
        assert_eq!(typed::<Lead>(), Lead::ALL.map(Lead::name));
        assert_eq!(typed::<Period>(), Period::ALL.map(Period::name));
        assert_eq!(typed::<Facet>(), Facet::ALL.map(Facet::name));
        assert_eq!(typed::<ExportFormat>(), ExportFormat::ALL.map(ExportFormat::name));
        assert_eq!(typed::<Syntax>(), Syntax::ALL.map(Syntax::name));
    }

    #[test]
    fn an_unknown_name_lists_the_known_ones() {
        assert_eq!("best".parse::<Sort>().unwrap_err().to_string(), "`best` is not one of `relevance`, `newest`, `oldest`");
    }
}
