//! The words of bylines that are no names, in the languages of newspapers.
//!
//! All lists are in lower case and without punctuation, as [`fold`](crate::extract::line::fold) writes a word.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

/// A list of words.
#[derive(Debug)]
pub(super) struct List {
    /// The words, with a space between.
    text: &'static str,
    words: OnceLock<FxHashSet<&'static str>>,
}

impl List {
    const fn new(text: &'static str) -> List {
        List { text, words: OnceLock::new() }
    }

    /// Returns whether the list has a word, which is to be folded.
    pub(super) fn has(&self, word: &str) -> bool {
        self.words().contains(word)
    }

    /// Returns whether a word ends with one of the list.
    pub(super) fn has_end_of(&self, word: &str) -> bool {
        self.words().iter().any(|one| word.ends_with(one))
    }

    fn words(&self) -> &FxHashSet<&'static str> {
        self.words.get_or_init(|| self.text.split(' ').collect())
    }
}

/// Words that stand alone before the writers.
pub(super) static BY: List = List::new(
    "kirjoittanut γράφει η ο της του bởi โดย írta teksti oprac opracowanie by von par por di da door af av from text texte \
     texto testo tekst oleh author autor autorin \
     autorinautor autorautorin auteur автор текст piše 著者 投稿者 作者",
);

/// Of [`BY`], those that no name contains, so that they stand before the writers at any place.
pub(super) static BY_ANYWHERE: List = List::new("by par por door");

/// Words before a colon, or before "by", for those who wrote.
pub(super) static WRITING: List = List::new(
    "撰文 文 文字 取材 執筆 記者 记者 writing written story posted published reporting reported report words text texts article author \
     authors authored writer \
     analysis opinion interview interviewed contributed created submitted recipe guest post column commentary essay byline \
     name about the verfasst geschrieben veröffentlicht autor autorin autoren autorinnen beitrag artikel gastbeitrag \
     kommentar analyse kolumne bericht protokoll aufgezeichnet ein eine texte auteur auteurs auteure écrit publié rédigé \
     propos recueillis recueilli texto escrito publicado autora autores testo scritto autore autrice tekst skrevet skriven \
     skribent geschreven auteurin teksti kirjoittaja автор авторы текст автори piše napisał oprac erstellt pressemitteilung \
     penulis yazan yazar haber 作者",
);

/// Words before a colon, or before "by", for those who did something else than to write.
pub(super) static OTHER_WORK: List = List::new(
    "編輯 编辑 責任編輯 责任编辑 责编 編集 校对 校對 摄影 攝影 撮影 圖 图 图片 źródło zdroj kilde källa lähde kaynak источник джерело fuentes quellen \
     fonti photo photos photograph photographs \
     photography photographer picture pictures pics image images illustration illustrations illustrated illustrator graphic \
     graphics cartoon video videos camera edited editing editor editors reviewed reviewer checked verified translated \
     translation translator sponsored presented produced design code credit credits updated approved more view see mehr \
     weitere alle all foto fotos fotografie bild bilder grafik grafiken illustrationen kamera bearbeitet bearbeitung \
     redigiert übersetzung übersetzt quelle source fonte fuente bron photographie photographies crédit crédits stand dessin \
     traduction traduit fotografía fotografías traducción ilustración edición traduzione beeld redigering kuva kuvat zdjęcia \
     fot фото редактор перевод fotoğraf editör penyunting redaktur イラスト 写真 翻訳 翻訳者",
);

/// Words for such work that stand before a name without a colon.
pub(super) static OTHER_ALONE: List = List::new("foto fotos bild イラスト 写真 翻訳 翻訳者");

/// Words in brackets behind those who took or drew the pictures.
pub(super) static PICTURES: List = List::new(
    "photo photos pictures images illustration illustrations video foto fotos fotografie bild bilder grafik grafiken video \
     illustrationen \
     kamera photographies dessins fotografía fotografías ilustraciones beeld kuvat zdjęcia фото 写真",
);

/// Words between the words of a label: "Text und Fotos:".
pub(super) static IN_LABELS: List = List::new("and und et y e og och en i medically fact expert last courtesy of additional");

/// Conjunctions that always stand between two names.
pub(super) static AND: List = List::new("and und et og och with sowie oraz sekä avec");

/// Conjunctions that stand inside names or before places too. They join two names of a word each, or
/// two of several words.
pub(super) static PERHAPS_AND: List = List::new("y e i a en ja и і та és ve dan và și con med mit و 및 &");

/// Words before the place from which somebody writes, or the paper for which.
pub(super) static BEFORE_PLACES: List = List::new(
    "in at aus from for of für à en i desde w we v ve в у из special exclusive exclusively reports writes berichtet exklusiv \
     spécial pour para",
);

/// Small words inside names.
pub(super) static PARTICLES: List = List::new(
    "de da di von van der den del della la le el al bin ibn ben y e dos do das du zu zur zum af av ter ten vom of the for and \
     und et für des",
);

/// Words of the names of organisations, which go on after "of" and "for".
pub(super) static ORGANISATIONS: List = List::new(
    "center centre institute institut instituto university universität université universidad college school department \
     ministry office bureau agency society association academy council board bank campaign coalition committee commission \
     foundation federation union museum library friends team bundesamt amt landesanstalt verein verband gesellschaft church \
     club league group network alliance party service services observatory ministerium",
);

/// Words for what somebody is at a paper.
pub(super) static ROLES: List = List::new(
    "leiter leiterin ressortleiter ressortleiterin ressortleder jefe jefa directora subdirector subdirectora directrice \
     cheffe caporedattore vicedirettore vicedirettrice direttore direttrice redaktør redaktøren redaktorka zastępca \
     zastępczyni naczelny naczelna hoofdredacteur päätoimittaja korrespondenten korrespondentinnen correspondents \
     mitarbeiter mitarbeiterin 记者 expert experts specialist coordinator \
     consultant reviewer educator editor reporter correspondent writer writers columnist journalist contributor producer \
     director professor redakteur redakteurin korrespondent korrespondentin chief analyst author photographer ceo cto cfo \
     founder cofounder fellow intern critic strategist lecturer economist blogger manager president reporterin journalistin \
     autorin kolumnist kolumnistin chefredakteur chefredakteurin volontär volontärin redaktor redaktorin reporterzy \
     correspondant correspondante journaliste rédacteur rédactrice chroniqueur chroniqueuse envoyé envoyée corresponsal \
     periodista redactor redactora columnista enviado enviada corrispondente giornalista redattore inviato inviata \
     verslaggever redacteur journalisten korrespondentti toimittaja reportern journalista jornalista repórter correspondente \
     dziennikarz dziennikarka корреспондент журналист muhabir jurnalis wartawan 기자 특파원 記者 编辑",
);

/// Endings of such words in compounds: `Wirtschaftsredakteur`.
pub(super) static ROLE_ENDINGS: List = List::new(
    "redakteur redakteurin korrespondent korrespondentin reporter reporterin experte expertin mitarbeiter mitarbeiterin",
);

/// Words before a role that belong to it: "Senior Political Editor".
pub(super) static ROLE_ADJECTIVES: List = List::new(
    "home affairs world middle east white house royal religion consumer social transport energy climate housing property \
     showbiz football cricket rugby film music food travel fashion weather security military money economy data digital web \
     online features community regional senior junior chief deputy assistant associate staff political politics sports sport \
     business foreign national international health science technology tech education environment investigative breaking news \
     managing contributing executive freelance special guest lead general legal arts culture entertainment economics \
     financial crime local city europe diplomatic defence and",
);

/// Names of nobody, alone or together: "Staff", "staff writer", "Web Admin", "undefined".
pub(super) static NOBODY: List = List::new(
    "sponsored autoren autorin staff admin administrator webmaster web webadmin user guest anonymous anonym unknown undefined \
     null none no nan na our the by author authors writers wpadmin adminn superadmin sysadmin default test redactie author1 \
     autor profile byline name reports reporters agencies bio biography written about on from reviewed edited checked fact \
     red others ua",
);

/// News agencies, which are authors wherever they stand.
pub(super) static AGENCIES: List = List::new(
    "afp ap dpa reuters efe ansa apa sda ats keystonesda tass itartass pti ani ians upi thomsonreuters pa pamedia aap ntb tt \
     ritzau stt belga anp pap ctk čtk mti agerpres xinhua kyodo kyodonews jiji yonhap anadolu aa bloomberg sid kna epd lusa \
     europapress notimex bernama antara interfax ria rianovosti ukrinform agencefrancepresse associatedpress \
     theassociatedpress canadianpress thecanadianpress pressassociation deutschepresseagentur agenciaefe anadoluajansı \
     anadoluagency dts spotonnews agenturen cp unb",
);

/// Last words of the names of papers and stations.
pub(super) static PAPERS: List = List::new(
    "news times post herald courier tribune journal gazette chronicle observer telegraph today zeitung anzeiger nachrichten \
     rundschau tagblatt tageblatt magazin magazine media tv radio online network bulletin review mirror express guardian \
     business politics sports daily weekly kurier presse blatt echo newspapers newsroom service bureau redaktion desk group \
     press",
);

/// First words of the names of places.
pub(super) static PLACES_BEGIN: List = List::new(
    "port fort mount lake cape san santa são saint st sankt bad new north south east west upper lower great los las nord süd \
     ost neu northern southern eastern western",
);

/// Last words of the names of places.
pub(super) static PLACES_END: List = List::new(
    "city town bay beach island islands county falls springs harbour harbor valley heights village mills province state \
     district region republic river coast peninsula mountains",
);

/// Places of several words that these do not tell.
pub(super) static PLACES: List = List::new(
    "hongkong buenosaires riodejaneiro kualalumpur abudhabi telaviv denhaag thehague phnompenh addisababa srilanka \
     saudiarabia costarica whitehouse thewhitehouse capitolhill unitednations lahabana lapaz elsalvador sierraleone \
     puertorico montecarlo acoruña burkinafaso darussalaam daressalaam siliconvalley wallstreet \
     downingstreet portauprince ulanbator",
);

/// Beginnings of the names of months, and the months of languages in which they are others.
pub(super) static MONTHS: List = List::new(
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря січня лютого березня квітня травня \
     червня липня серпня вересня жовтня листопада грудня stycznia lutego marca kwietnia maja czerwca lipca sierpnia września \
     października listopada grudnia ledna února března dubna května června července srpna září října listopadu prosince ocak \
     şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık tammikuuta helmikuuta maaliskuuta huhtikuuta \
     toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta januari februari maret agustus \
     desember septiembre octubre noviembre diciembre settembre ottobre novembre dicembre setembro outubro novembro dezembro \
     décembre augusti january jan januar janvier janeiro gennaio enero february feb februar février febrero febbraio \
     fevereiro march mar märz mars marzo março maart april apr avril abril aprile may mai mayo maggio maio mei maj june jun \
     juni juin junio giugno junho july jul juli juillet julio luglio julho august aug août agosto september sept sep \
     septembre october oct okt oktober octobre november nov december dec dezember",
);

/// Names of days.
pub(super) static DAYS: List = List::new(
    "poniedziałek wtorek środa czwartek piątek niedziela pondělí úterý středa čtvrtek pátek neděle mandag tirsdag onsdag \
     torsdag fredag lørdag søndag måndag tisdag lördag söndag maanantai tiistai keskiviikko torstai perjantai lauantai \
     sunnuntai pazartesi salı çarşamba perşembe cuma понедельник вторник среда четверг пятница суббота воскресенье понеділок \
     вівторок середа четвер субота неділя hétfő kedd szerda csütörtök péntek szombat vasárnap segundafeira terçafeira \
     quartafeira quintafeira sextafeira luni marți miercuri joi vineri sâmbătă duminică senin selasa rabu kamis jumat sabtu \
     minggu idag igår heute gestern hoy ayer oggi ieri hoje ontem vandaag gisteren tänään eilen monday tuesday wednesday \
     thursday \
     friday saturday sunday mon tue tues wed thu thur thurs fri sat sun montag dienstag mittwoch donnerstag freitag samstag \
     sonntag sonnabend mo di mi do fr sa so lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves \
     viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica maandag dinsdag woensdag today yesterday",
);

/// Words beside a number in times and counts.
pub(super) static UNITS: List = List::new(
    "dk okuma süresi komentarz komentarze komentarzy kommentar kommenttia reacties reactie yorum комментарий комментария \
     комментариев коментарів час часа часов минуту минуты день дня дней годину години хвилин хвилини дні днів čtení czytania \
     min mins minute minutes minuten minuter minutter minuto minutos minuti minuta minut dakika menit мин минут read reading \
     comment share shares view views like likes post posts articles stories hour hours hr hrs day days week weeks month \
     months year years second seconds am pm est edt pst pdt utc gmt ist bst cet cest et pt ct h stunde stunden tag tage tagen \
     woche wochen jours heures días horas ore giorni timer timmar dagen uur годин",
);

/// Words of times, counts and buttons that no name contains.
pub(super) static NEVER_NAMES: List = List::new(
    "読了時間 阅读时间 閱讀時間 leestijd lästid lesetid lukuaika jour julkaistu päivitetty objavljeno ažurirano publikováno \
     aktualizováno yayınlanma \
     diterbitkan diperbarui опубліковано оновлено updated published posted modified aktualisiert veröffentlicht publié mis \
     publicado actualizado pubblicato aggiornato gepubliceerd bijgewerkt publisert oppdatert publicerad uppdaterad opdateret \
     udgivet opublikowano aktualizacja опубликовано обновлено güncelleme güncellenme lesezeit lesedauer comments kommentare \
     commentaires comentarios commenti kommentarer ago uhr temu önce lalu назад geleden siden sedan twitter facebook \
     instagram linkedin whatsapp telegram pinterest reddit follow following followers folgen teilen suivre partager seguir \
     compartir condividi segui subscribe abonnieren newsletter email share sharing print tweet rss bookmark login register \
     logout download feedback disclosure advertisement podcasts watch listen abo launched joined",
);

/// Texts of buttons and links.
pub(super) static BUTTONS: List = List::new(
    "udostępnij dela del delen paylaş поделиться поділитися シェア jetztlesen merken drucken vorlesen imprimer écouter escuchar \
     imprimir ascolta stampa salva guardar enregistrer lyssna lytt kuuntele jaa sdílet megosztás bagikan 分享 收藏 打印 列印 공유 인쇄 \
     保存 印刷 addtofavorites addtofavourites listentothisarticle giftthisarticle justnow readingtime thisarticle savearticle \
     saveforlater sponsoredcontent objectobject signin signup login readmore \
     learnmore viewprofile seemore fullbio morefrom contactus aboutus viewallposts seeallposts moreby home menu search close \
     more showmore weiterlesen mehr viewbio profile contact readbio authorbio abouttheauthor abouttheauthors seeauthor \
     vieworcidprofile viewall viewmore seeall",
);

/// Small words that stand between a name and a time.
pub(super) static CONNECTORS: List = List::new(
    "de do às alle ore on at am den le el il um à vom last kl dne pada em op i zuletzt vor hace in fa and a to prije klo für \
     of with from the stand ya y",
);
