//! The labels of the fields in the languages of the services' interfaces.
//!
//! A label counts without its spaces, marks and letter case: exports lose some of them.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::record::Field;
use crate::extract::line::fold;

/// What a label says of what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Label {
    /// A field of the article.
    Field(Field),
    /// A count of words, which Nexis sets before the text.
    Length,
    /// A place, which Nexis sets before the text.
    Dateline,
    /// What stands behind the text alone.
    Tail,
}

/// Returns what a label of Nexis says. Nexis writes labels in capitals; other words are the
/// article's.
pub(super) fn of_nexis(label: &str) -> Option<Label> {
    let is_capitals = !label.contains(char::is_lowercase) && label.contains(char::is_uppercase);
    if is_capitals { of_nexis_in_any_case(label) } else { None }
}

/// Returns what a label of Nexis as it is now says. It begins with a capital.
pub(super) fn of_nexis_in_any_case(label: &str) -> Option<Label> {
    if !label.starts_with(char::is_uppercase) {
        return None;
    }
    static KNOWN: LazyLock<Known> = LazyLock::new(|| known(&NEXIS));
    KNOWN.get(fold(label).as_str()).copied()
}

/// Returns what a label of ProQuest says.
pub(super) fn of_proquest(label: &str) -> Option<Label> {
    static KNOWN: LazyLock<Known> = LazyLock::new(|| known(&PROQUEST));
    KNOWN.get(fold(label).as_str()).copied()
}

/// Labels by their letters.
type Known = FxHashMap<&'static str, Label>;

fn known(table: &[(Label, &'static str)]) -> Known {
    let mut known = Known::default();
    for (label, names) in table {
        for name in names.split_ascii_whitespace() {
            known.entry(name).or_insert(*label);
        }
    }
    known
}

const NEXIS: [(Label, &str); 10] = [
    (Label::Field(Field::Title), "headline schlagzeile überschrift titel titre titular título titolo kop"),
    (Label::Field(Field::Byline), "byline autor auteur autore verfasser"),
    (Label::Field(Field::Section), "section rubrik rubrique ressort sección seccion sezione rubriek sectie seção"),
    (Label::Field(Field::Body), "body text texte texto testo tekst highlight encart insert"),
    (Label::Field(Field::Language), "language sprache langue idioma lingua língua taal"),
    (Label::Field(Field::Url), "url"),
    (Label::Length, "length länge laenge longueur longitud extensión lunghezza lengte comprimento tamanho"),
    (Label::Dateline, "dateline lieu ort lugar luogo"),
    (Label::Field(Field::Other), "series type source column reihe"),
    (
        Label::Tail,
        "loaddate datechargement update updatedate fechadecarga datadicaricamento laaddatum ladedatum graphic graphics grafik \
         graphique gráfico grafico subject sujet thema themen asunto soggetto onderwerp organization organisation organización company \
         société societe unternehmen empresa azienda bedrijf ticker stocksymbol symboleboursier industry industrie secteuractivite \
         secteuractivité branche geographic geolocalization localisationgeo geographie geografía city state country person personne \
         publicationtype typepublication publikationsart publicationcode pubtype documenttype doctype journalcode zeitungscode correction \
         correctiondate distribution notes copyright issn loadtype indexterms",
    ),
];

const PROQUEST: [(Label, &str); 11] = [
    (
        Label::Field(Field::Body),
        "fulltext texteintégral texteintegral textecomplet volltext textocompleto testocompleto textointegral volledigetekst",
    ),
    (Label::Field(Field::Summary), "abstract résumé resume resumen resumo zusammenfassung riassunto kurzfassung"),
    (Label::Field(Field::Byline), "author auteur autor autore autora verfasser"),
    (Label::Field(Field::Title), "title titre titel título titulo titolo"),
    (
        Label::Field(Field::Publisher),
        "publicationtitle titredepublication titredelapublication publikationstitel titelderpublikation títulodepublicación \
         títulodelapublicación títulodapublicação títulodepublicação titolopubblicazione titolodellapubblicazione titolodipubblicazione",
    ),
    (
        Label::Field(Field::Date),
        "publicationdate datedepublication datedelapublication publikationsdatum veröffentlichungsdatum datumderveröffentlichung \
         erscheinungsdatum fechadepublicación fechadelapublicación datadepublicação datadapublicação datadipubblicazione \
         datapubblicazione",
    ),
    (
        Label::Field(Field::DateLine),
        "publicationinfo informationssurlapublication publikationsinformationen informacióndelapublicación",
    ),
    (
        Label::Field(Field::Language),
        "languageofpublication languedepublication languedelapublication sprachederpublikation \
         publikationssprache idiomadelapublicación idiomadepublicación idiomadapublicação idiomadepublicação linguadipubblicazione \
         linguadellapubblicazione",
    ),
    (
        Label::Field(Field::Id),
        "proquestdocumentid iddedocumentproquest iddudocumentproquest proquestdokumentid iddeldocumentodeproquest \
         iddocumentodeproquest iddodocumentoproquest iddodocumentodoproquest iddedocumentodoproquest iddocumentoproquest \
         iddeldocumentoproquest",
    ),
    (Label::Field(Field::Url), "documenturl urldudocument dokumenturl urldeldocumento urldodocumento urldocumento"),
    (
        Label::Tail,
        "credit subject subjectterms people location \
         companyorganization identifierkeyword classification section pages page firstpage startpage column publicationyear year \
         publicationsubject publisher placeofpublication countryofpublication issn eissn sourcetype documenttype copyright lastupdated \
         database links documentfeature illustration dateline edition volume issue numberofpages correspondenceauthor business \
         product numberofreferences entrydate accessionnumber dateadded sujet sujets lieu personne personnes sociétéorganisation \
         identifiantmotclé pagination éditeur annéedepublication lieudepublication paysdepublication typedesource typededocument \
         dernièremiseàjour basededonnées thema ort personen unternehmenorganisation verlag verlagsort erscheinungsjahr quellentyp \
         dokumenttyp zuletztaktualisiert datenbank materia lugar personas empresaorganización editorial añodepublicación tipodefuente \
         tipodedocumento últimaactualización basededatos assunto local editora anodepublicação tipodefonte tipodedocumento \
         últimaatualização basededados soggetto luogo persone casaeditrice annodipubblicazione tipodifonte tipodidocumento \
         ultimoaggiornamento rechte derechosdeautor direitosautorais",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_in_any_spelling() {
        let body = Some(Label::Field(Field::Body));
        for label in ["Full text", "Full Text", "Fulltext", "Texte intégral ", "Volltext", "Texto completo"] {
            assert_eq!(of_proquest(label), body, "{label}");
        }
        assert_eq!(of_proquest("Warning"), None);
        assert_eq!(of_proquest("Company / organization"), Some(Label::Tail));
        assert_eq!((of_nexis("LÄNGE"), of_nexis("LOAD-DATE")), (Some(Label::Length), Some(Label::Tail)));
        assert_eq!((of_nexis("Length"), of_nexis("NOTE")), (None, None));
    }
}
