//! Names of months and weekdays in the languages of newspapers.
//!
//! A name that is one month in one language and another month in another ("listopad") is read by the
//! language of the text, and not at all if that is unknown.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::analysis::fold;

/// The names of one language: months from January, and weekdays from Monday. Forms of one name are
/// separated by spaces. The forms are those in dates: genitives, and usual abbreviations. Weekdays are empty if dates are written without.
struct Names {
    language: &'static str,
    months: [&'static str; 12],
    weekdays: [&'static str; 7],
}

const fn names(language: &'static str, months: [&'static str; 12], weekdays: [&'static str; 7]) -> Names {
    Names { language, months, weekdays }
}

#[rustfmt::skip]
static NAMES: [Names; 60] = [
    names("en",
        ["january jan", "february feb febr", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sep sept", "october oct", "november nov", "december dec"],
        ["monday mon", "tuesday tue tues", "wednesday wed weds", "thursday thu thur thurs", "friday fri", "saturday sat", "sunday sun"]),
    names("de",
        ["januar jänner jan jän", "februar feber feb", "märz maerz mär mrz", "april apr", "mai", "juni jun", "juli jul", "august aug", "september sep sept", "oktober okt", "november nov", "dezember dez"],
        ["montag mo", "dienstag di", "mittwoch mi", "donnerstag do", "freitag fr", "samstag sonnabend sa", "sonntag so"]),
    names("fr",
        ["janvier janv jan", "février févr fév", "mars mar", "avril avr", "mai", "juin", "juillet juil", "août", "septembre sept sep", "octobre oct", "novembre nov", "décembre déc"],
        ["lundi lun", "mardi mar", "mercredi mer", "jeudi jeu", "vendredi ven", "samedi sam", "dimanche dim"]),
    names("es",
        ["enero ene", "febrero feb", "marzo mar", "abril abr", "mayo may", "junio jun", "julio jul", "agosto ago", "septiembre setiembre sept sep set", "octubre oct", "noviembre nov", "diciembre dic"],
        ["lunes lun", "martes mar", "miércoles mié", "jueves jue", "viernes vie", "sábado sáb", "domingo dom"]),
    names("pt",
        ["janeiro jan", "fevereiro fev", "março mar", "abril abr", "maio mai", "junho jun", "julho jul", "agosto ago", "setembro set", "outubro out", "novembro nov", "dezembro dez"],
        ["segunda segunda-feira seg", "terça ter", "quarta qua", "quinta qui", "sexta sex", "sábado sáb", "domingo dom"]),
    names("it",
        ["gennaio gen genn", "febbraio feb febb", "marzo mar", "aprile apr", "maggio mag magg", "giugno giu", "luglio lug", "agosto ago", "settembre set sett", "ottobre ott", "novembre nov", "dicembre dic"],
        ["lunedì lun", "martedì mar", "mercoledì mer", "giovedì gio", "venerdì ven", "sabato sab", "domenica dom"]),
    names("nl",
        ["januari jan", "februari feb febr", "maart mrt", "april apr", "mei", "juni jun", "juli jul", "augustus aug", "september sep sept", "oktober okt", "november nov", "december dec"],
        ["maandag ma", "dinsdag di", "woensdag wo", "donderdag do", "vrijdag vr", "zaterdag za", "zondag zo"]),
    names("da",
        ["januar jan", "februar feb febr", "marts mar", "april apr", "maj", "juni jun", "juli jul", "august aug", "september sep sept", "oktober okt", "november nov", "december dec"],
        ["mandag man", "tirsdag tir tirs", "onsdag ons", "torsdag tor tors", "fredag fre", "lørdag lør", "søndag søn"]),
    names("no",
        ["januar jan", "februar feb febr", "mars mar", "april apr", "mai", "juni jun", "juli jul", "august aug", "september sep sept", "oktober okt", "november nov", "desember des"],
        ["mandag man måndag", "tirsdag tir tysdag", "onsdag ons", "torsdag tor", "fredag fre", "lørdag lør laurdag", "søndag søn sundag"]),
    names("sv",
        ["januari jan", "februari feb febr", "mars mar", "april apr", "maj", "juni jun", "juli jul", "augusti aug", "september sep sept", "oktober okt", "november nov", "december dec"],
        ["måndag mån", "tisdag tis", "onsdag ons", "torsdag tor tors", "fredag fre", "lördag lör", "söndag sön"]),
    names("is",
        ["janúar jan", "febrúar feb febr", "mars mar", "apríl apr", "maí", "júní jún", "júlí júl", "ágúst ágú", "september sep sept", "október okt", "nóvember nóv", "desember des"],
        ["mánudagur mánudag mán", "þriðjudagur þriðjudag þri", "miðvikudagur miðvikudag mið", "fimmtudagur fimmtudag fim", "föstudagur föstudag fös", "laugardagur laugardag lau", "sunnudagur sunnudag sun"]),
    names("fi",
        ["tammikuuta tammikuu tammikuun tammi", "helmikuuta helmikuu helmikuun helmi", "maaliskuuta maaliskuu maaliskuun maalis", "huhtikuuta huhtikuu huhtikuun huhti", "toukokuuta toukokuu toukokuun touko", "kesäkuuta kesäkuu kesäkuun kesä", "heinäkuuta heinäkuu heinäkuun heinä", "elokuuta elokuu elokuun elo", "syyskuuta syyskuu syyskuun syys", "lokakuuta lokakuu lokakuun loka", "marraskuuta marraskuu marraskuun marras", "joulukuuta joulukuu joulukuun joulu"],
        ["maanantai maanantaina ma", "tiistai tiistaina ti", "keskiviikko keskiviikkona ke", "torstai torstaina to", "perjantai perjantaina pe", "lauantai lauantaina la", "sunnuntai sunnuntaina su"]),
    names("et",
        ["jaanuar jaan", "veebruar veebr", "märts", "aprill apr", "mai", "juuni", "juuli", "august aug", "september sept", "oktoober okt", "november nov", "detsember dets"],
        ["esmaspäev", "teisipäev", "kolmapäev", "neljapäev", "reede", "laupäev", "pühapäev"]),
    names("lv",
        ["janvāris janvārī", "februāris februārī", "marts martā", "aprīlis aprīlī", "maijs maijā", "jūnijs jūnijā", "jūlijs jūlijā", "augusts augustā", "septembris septembrī", "oktobris oktobrī", "novembris novembrī", "decembris decembrī"],
        ["pirmdiena", "otrdiena", "trešdiena", "ceturtdiena", "piektdiena", "sestdiena", "svētdiena"]),
    names("lt",
        ["sausio sausis saus", "vasario vasaris vas", "kovo kovas kov", "balandžio balandis bal", "gegužės gegužė geg", "birželio birželis birž", "liepos liepa", "rugpjūčio rugpjūtis rugp", "rugsėjo rugsėjis rugs", "spalio spalis spal", "lapkričio lapkritis lapkr", "gruodžio gruodis gruod"],
        ["pirmadienis", "antradienis", "trečiadienis", "ketvirtadienis", "penktadienis", "šeštadienis", "sekmadienis"]),
    names("pl",
        ["stycznia styczeń sty", "lutego luty lut", "marca marzec mar", "kwietnia kwiecień kwi", "maja maj", "czerwca czerwiec cze", "lipca lipiec lip", "sierpnia sierpień sie", "września wrzesień wrz", "października październik paź", "listopada listopad lis", "grudnia grudzień gru"],
        ["poniedziałek pon", "wtorek wto wt", "środa śro śr", "czwartek czw", "piątek pią pt", "sobota sob", "niedziela nie niedz"]),
    names("cs",
        ["ledna leden led", "února únor úno", "března březen bře", "dubna duben dub", "května květen kvě", "června červen čvn", "července červenec čvc", "srpna srpen srp", "září zář", "října říjen říj", "listopadu listopad lis", "prosince prosinec pro"],
        ["pondělí po", "úterý út", "středa st", "čtvrtek čt", "pátek pá", "sobota so", "neděle ne"]),
    names("sk",
        ["januára január jan", "februára február feb", "marca marec mar", "apríla apríl apr", "mája máj", "júna jún", "júla júl", "augusta august aug", "septembra september sep sept", "októbra október okt", "novembra november nov", "decembra december dec"],
        ["pondelok po", "utorok ut", "streda st", "štvrtok št", "piatok pi", "sobota so", "nedeľa ne"]),
    names("sl",
        ["januarja januar jan", "februarja februar feb", "marca marec mar", "aprila april apr", "maja maj", "junija junij jun", "julija julij jul", "avgusta avgust avg", "septembra september sep", "oktobra oktober okt", "novembra november nov", "decembra december dec"],
        ["ponedeljek", "torek", "sreda", "četrtek", "petek", "sobota", "nedelja"]),
    names("hr",
        ["siječnja siječanj sij", "veljače veljača velj", "ožujka ožujak ožu", "travnja travanj tra", "svibnja svibanj svi", "lipnja lipanj lip", "srpnja srpanj srp", "kolovoza kolovoz kol", "rujna rujan ruj", "listopada listopad lis", "studenoga studenog studeni stu", "prosinca prosinac pro"],
        ["ponedjeljak", "utorak", "srijeda", "četvrtak", "petak", "subota", "nedjelja"]),
    names("sr",
        ["januara januar јануара јануар јан", "februara februar фебруара фебруар феб", "marta mart марта март мар", "aprila april априла април апр", "maja maj маја мај", "juna jun јуна јун", "jula jul јула јул", "avgusta avgust августа август авг", "septembra septembar септембра септембар сеп", "oktobra oktobar октобра октобар окт", "novembra novembar новембра новембар нов", "decembra decembar децембра децембар дец"],
        ["ponedeljak понедељак", "utorak уторак", "sreda среда", "četvrtak четвртак", "petak петак", "subota субота", "nedelja недеља"]),
    names("bg",
        ["януари ян", "февруари февр", "март мар", "април апр", "май", "юни", "юли", "август авг", "септември септ", "октомври окт", "ноември ноем", "декември дек"],
        ["понеделник", "вторник", "сряда", "четвъртък", "петък", "събота", "неделя"]),
    names("ru",
        ["января январь янв", "февраля февраль фев февр", "марта март мар", "апреля апрель апр", "мая май", "июня июнь июн", "июля июль июл", "августа август авг", "сентября сентябрь сен сент", "октября октябрь окт", "ноября ноябрь ноя нояб", "декабря декабрь дек"],
        ["понедельник пн", "вторник вт", "среда ср", "четверг чт", "пятница пт", "суббота сб", "воскресенье вс"]),
    names("uk",
        ["січня січень січ", "лютого лютий лют", "березня березень бер", "квітня квітень кві квіт", "травня травень тра трав", "червня червень чер черв", "липня липень лип", "серпня серпень сер серп", "вересня вересень вер", "жовтня жовтень жов жовт", "листопада листопад лис", "грудня грудень гру груд"],
        ["понеділок пн", "вівторок вт", "середа ср", "четвер чт", "п'ятниця пт", "субота сб", "неділя нд"]),
    names("tr",
        ["ocak oca", "şubat şub", "mart mar", "nisan nis", "mayıs may", "haziran haz", "temmuz tem", "ağustos ağu", "eylül eyl", "ekim eki", "kasım kas", "aralık ara"],
        ["pazartesi pzt", "salı sal", "çarşamba çar", "perşembe per", "cuma cum", "cumartesi cmt", "pazar paz"]),
    names("hu",
        ["január jan", "február febr feb", "március márc már", "április ápr", "május máj", "június jún", "július júl", "augusztus aug", "szeptember szept", "október okt", "november nov", "december dec"],
        ["hétfő", "kedd", "szerda", "csütörtök", "péntek", "szombat", "vasárnap"]),
    names("ro",
        ["ianuarie ian", "februarie feb", "martie mar", "aprilie apr", "mai", "iunie iun", "iulie iul", "august aug", "septembrie sept sep", "octombrie oct", "noiembrie noi nov", "decembrie dec"],
        ["luni lun", "marți mar", "miercuri mie", "joi", "vineri vin", "sâmbătă sâm", "duminică dum"]),
    names("ca",
        ["gener gen", "febrer febr", "març", "abril abr", "maig", "juny", "juliol jul", "agost ag", "setembre set", "octubre oct", "novembre nov", "desembre des"],
        ["dilluns", "dimarts", "dimecres", "dijous", "divendres", "dissabte", "diumenge"]),
    names("el",
        ["ιανουαρίου ιανουάριος ιαν", "φεβρουαρίου φεβρουάριος φεβ", "μαρτίου μάρτιος μαρ", "απριλίου απρίλιος απρ", "μαΐου μάιος μαϊ μάι", "ιουνίου ιούνιος ιουν ιούν", "ιουλίου ιούλιος ιουλ ιούλ", "αυγούστου αύγουστος αυγ αύγ", "σεπτεμβρίου σεπτέμβριος σεπ σεπτ", "οκτωβρίου οκτώβριος οκτ", "νοεμβρίου νοέμβριος νοε", "δεκεμβρίου δεκέμβριος δεκ"],
        ["δευτέρα δευ", "τρίτη τρι", "τετάρτη τετ", "πέμπτη πεμ", "παρασκευή παρ", "σάββατο σαβ", "κυριακή κυρ"]),
    names("id",
        ["januari jan", "februari feb", "maret mar", "april apr", "mei", "juni jun", "juli jul", "agustus agu agt", "september sep sept", "oktober okt", "november nov", "desember des"],
        ["senin", "selasa", "rabu", "kamis", "jumat jum'at", "sabtu", "minggu"]),
    names("ms",
        ["januari jan", "februari feb", "mac", "april apr", "mei", "jun", "julai jul", "ogos ogo", "september sept", "oktober okt", "november nov", "disember dis"],
        ["isnin", "selasa", "rabu", "khamis", "jumaat", "sabtu", "ahad"]),
    names("sw",
        ["januari jan", "februari feb", "machi mac", "aprili apr", "mei", "juni jun", "julai jul", "agosti ago", "septemba sep", "oktoba okt", "novemba nov", "desemba des"],
        ["jumatatu", "jumanne", "jumatano", "alhamisi", "ijumaa", "jumamosi", "jumapili"]),
    names("ar",
        ["يناير كانون_الثاني جانفي", "فبراير شباط فيفري", "مارس آذار اذار", "أبريل ابريل إبريل نيسان أفريل", "مايو أيار ايار ماي", "يونيو يونيه حزيران جوان", "يوليو يوليه تموز جويلية", "أغسطس اغسطس آب أوت", "سبتمبر أيلول ايلول شتنبر", "أكتوبر اكتوبر تشرين_الأول تشرين_الاول", "نوفمبر تشرين_الثاني نونبر", "ديسمبر كانون_الأول كانون_الاول دجنبر"],
        ["الاثنين الإثنين", "الثلاثاء", "الأربعاء الاربعاء", "الخميس", "الجمعة", "السبت", "الأحد الاحد"]),
    names("he",
        ["ינואר בינואר", "פברואר בפברואר", "מרץ מרס במרץ במרס", "אפריל באפריל", "מאי במאי", "יוני ביוני", "יולי ביולי", "אוגוסט באוגוסט", "ספטמבר בספטמבר", "אוקטובר באוקטובר", "נובמבר בנובמבר", "דצמבר בדצמבר"],
        ["שני", "שלישי", "רביעי", "חמישי", "שישי", "שבת", "ראשון"]),
    names("hi",
        ["जनवरी", "फ़रवरी फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर सितम्बर", "अक्टूबर अक्तूबर", "नवंबर नवम्बर", "दिसंबर दिसम्बर"],
        ["सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार"]),
    names("eu",
        ["urtarrilak urtarrilaren", "otsailak otsailaren", "martxoak martxoaren", "apirilak apirilaren", "maiatzak maiatzaren", "ekainak ekainaren", "uztailak uztailaren", "abuztuak abuztuaren", "irailak irailaren", "urriak urriaren", "azaroak azaroaren", "abenduak abenduaren"],
        ["astelehena", "asteartea", "asteazkena", "osteguna", "ostirala", "larunbata", "igandea"]),
    names("gl",
        ["xaneiro xan", "febreiro feb", "marzo mar", "abril abr", "maio", "xuño xuñ", "xullo xul", "agosto ago", "setembro set", "outubro out", "novembro nov", "decembro dec"],
        ["luns", "martes", "mércores", "xoves", "venres", "sábado", "domingo"]),
    names("be",
        ["студзеня студзень", "лютага люты", "сакавіка сакавік", "красавіка красавік", "мая траўня", "чэрвеня чэрвень", "ліпеня ліпень", "жніўня жнівень", "верасня верасень", "кастрычніка кастрычнік", "лістапада лістапад", "снежня снежань"],
        ["панядзелак", "аўторак", "серада", "чацвер", "пятніца", "субота", "нядзеля"]),
    names("mk",
        ["јануари јан", "февруари фев", "март мар", "април апр", "мај", "јуни јун", "јули јул", "август авг", "септември септ", "октомври окт", "ноември ноем", "декември дек"],
        ["понеделник", "вторник", "среда", "четврток", "петок", "сабота", "недела"]),
    names("sq",
        ["janar", "shkurt", "mars", "prill", "maj", "qershor", "korrik", "gusht", "shtator", "tetor", "nëntor", "dhjetor"],
        ["", "", "", "", "", "", ""]),
    names("az",
        ["yanvar", "fevral", "mart", "aprel", "may", "iyun", "iyul", "avqust", "sentyabr", "oktyabr", "noyabr", "dekabr"],
        ["", "", "", "", "", "", ""]),
    names("uz",
        ["yanvar", "fevral", "mart", "aprel", "may", "iyun", "iyul", "avgust", "sentabr", "oktabr", "noyabr", "dekabr"],
        ["", "", "", "", "", "", ""]),
    names("kk",
        ["қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"],
        ["", "", "", "", "", "", ""]),
    names("ka",
        ["იანვარი იან", "თებერვალი თებ", "მარტი მარ", "აპრილი აპრ", "მაისი მაი", "ივნისი ივნ", "ივლისი ივლ", "აგვისტო აგვ", "სექტემბერი სექ", "ოქტომბერი ოქტ", "ნოემბერი ნოე", "დეკემბერი დეკ"],
        ["", "", "", "", "", "", ""]),
    names("hy",
        ["հունվարի հունվար", "փետրվարի փետրվար", "մարտի մարտ", "ապրիլի ապրիլ", "մայիսի մայիս", "հունիսի հունիս", "հուլիսի հուլիս", "օգոստոսի օգոստոս", "սեպտեմբերի սեպտեմբեր", "հոկտեմբերի հոկտեմբեր", "նոյեմբերի նոյեմբեր", "դեկտեմբերի դեկտեմբեր"],
        ["", "", "", "", "", "", ""]),
    names("cy",
        ["ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin", "gorffennaf", "awst", "medi", "hydref", "tachwedd", "rhagfyr"],
        ["", "", "", "", "", "", ""]),
    names("ga",
        ["eanáir", "feabhra", "márta", "aibreán", "bealtaine", "meitheamh", "iúil", "lúnasa", "meán_fómhair", "deireadh_fómhair", "samhain", "nollaig"],
        ["", "", "", "", "", "", ""]),
    names("af",
        ["januarie", "februarie", "maart", "april", "mei", "junie", "julie", "augustus", "september", "oktober", "november", "desember"],
        ["", "", "", "", "", "", ""]),
    names("tl",
        ["enero", "pebrero", "marso", "abril", "mayo", "hunyo", "hulyo", "agosto", "setyembre", "oktubre", "nobyembre", "disyembre"],
        ["", "", "", "", "", "", ""]),
    names("fa",
        ["ژانویه", "فوریه", "مارس", "آوریل", "مه می", "ژوئن", "ژوئیه جولای", "اوت آگوست", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"],
        ["", "", "", "", "", "", ""]),
    names("ur",
        ["جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"],
        ["", "", "", "", "", "", ""]),
    names("bn",
        ["জানুয়ারি জানুয়ারী", "ফেব্রুয়ারি ফেব্রুয়ারী", "মার্চ", "এপ্রিল", "মে", "জুন", "জুলাই", "আগস্ট", "সেপ্টেম্বর", "অক্টোবর", "নভেম্বর", "ডিসেম্বর"],
        ["", "", "", "", "", "", ""]),
    names("mr",
        ["जानेवारी", "फेब्रुवारी", "मार्च", "एप्रिल", "मे", "जून", "जुलै", "ऑगस्ट", "सप्टेंबर", "ऑक्टोबर", "नोव्हेंबर", "डिसेंबर"],
        ["", "", "", "", "", "", ""]),
    names("ta",
        ["ஜனவரி", "பிப்ரவரி", "மார்ச்", "ஏப்ரல்", "மே", "ஜூன்", "ஜூலை", "ஆகஸ்ட்", "செப்டம்பர்", "அக்டோபர்", "நவம்பர்", "டிசம்பர்"],
        ["", "", "", "", "", "", ""]),
    names("te",
        ["జనవరి", "ఫిబ్రవరి", "మార్చి", "ఏప్రిల్", "మే", "జూన్", "జులై జూలై", "ఆగస్టు ఆగస్ట్", "సెప్టెంబర్ సెప్టెంబరు", "అక్టోబర్ అక్టోబరు", "నవంబర్ నవంబరు", "డిసెంబర్ డిసెంబరు"],
        ["", "", "", "", "", "", ""]),
    names("kn",
        ["ಜನವರಿ", "ಫೆಬ್ರವರಿ ಫೆಬ್ರುವರಿ", "ಮಾರ್ಚ್", "ಏಪ್ರಿಲ್", "ಮೇ", "ಜೂನ್", "ಜುಲೈ", "ಆಗಸ್ಟ್", "ಸೆಪ್ಟೆಂಬರ್", "ಅಕ್ಟೋಬರ್", "ನವೆಂಬರ್", "ಡಿಸೆಂಬರ್"],
        ["", "", "", "", "", "", ""]),
    names("ml",
        ["ജനുവരി", "ഫെബ്രുവരി", "മാർച്ച്", "ഏപ്രിൽ", "മെയ് മേയ്", "ജൂൺ", "ജൂലൈ", "ഓഗസ്റ്റ് ആഗസ്റ്റ്", "സെപ്റ്റംബർ സെപ്തംബർ", "ഒക്ടോബർ", "നവംബർ", "ഡിസംബർ"],
        ["", "", "", "", "", "", ""]),
    names("gu",
        ["જાન્યુઆરી", "ફેબ્રુઆરી", "માર્ચ", "એપ્રિલ", "મે", "જૂન", "જુલાઈ", "ઓગસ્ટ ઑગસ્ટ", "સપ્ટેમ્બર", "ઓક્ટોબર ઑક્ટોબર", "નવેમ્બર", "ડિસેમ્બર"],
        ["", "", "", "", "", "", ""]),
    names("pa",
        ["ਜਨਵਰੀ", "ਫ਼ਰਵਰੀ ਫਰਵਰੀ", "ਮਾਰਚ", "ਅਪ੍ਰੈਲ", "ਮਈ", "ਜੂਨ", "ਜੁਲਾਈ", "ਅਗਸਤ", "ਸਤੰਬਰ", "ਅਕਤੂਬਰ", "ਨਵੰਬਰ", "ਦਸੰਬਰ"],
        ["", "", "", "", "", "", ""]),
    names("th",
        ["มกราคม ม.ค", "กุมภาพันธ์ ก.พ", "มีนาคม มี.ค", "เมษายน เม.ย", "พฤษภาคม พ.ค", "มิถุนายน มิ.ย", "กรกฎาคม ก.ค", "สิงหาคม ส.ค", "กันยายน ก.ย", "ตุลาคม ต.ค", "พฤศจิกายน พ.ย", "ธันวาคม ธ.ค"],
        ["", "", "", "", "", "", ""]),
];

/// What a word names in each language that has it.
type Meanings = HashMap<String, Vec<(&'static str, u8)>>;

static MONTHS: LazyLock<Meanings> = LazyLock::new(|| meanings(|names| &names.months));
static WEEKDAYS: LazyLock<Meanings> = LazyLock::new(|| meanings(|names| &names.weekdays));

fn meanings(of: fn(&Names) -> &[&'static str]) -> Meanings {
    let mut meanings = Meanings::new();
    for names in &NAMES {
        for (forms, number) in of(names).iter().zip(1..) {
            for form in forms.split(' ').filter(|form| !form.is_empty()) {
                meanings.entry(fold(&form.replace('_', " "))).or_default().push((names.language, number));
            }
        }
    }
    meanings
}

/// Returns the month, 1 to 12, that a folded word names; `None` if it names none, or several in
/// languages other than `language`.
pub(super) fn month(word: &str, language: Option<&str>) -> Option<u8> {
    chosen(&MONTHS, word, language)
}

/// Returns the weekday, 1 for Monday to 7, that a folded word names, under the same conditions.
pub(super) fn weekday(word: &str, language: Option<&str>) -> Option<u8> {
    chosen(&WEEKDAYS, word, language)
}

/// Returns whether a folded word names a weekday in any language.
pub(super) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.contains_key(word)
}

fn chosen(meanings: &Meanings, word: &str, language: Option<&str>) -> Option<u8> {
    let all = meanings.get(word)?;
    let own = all.iter().find(|(of, _)| Some(*of) == language).map(|(_, number)| *number);
    own.or_else(|| all.iter().all(|(_, number)| *number == all[0].1).then_some(all[0].1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_by_any_of_their_names() {
        for (word, number) in [("März", 3), ("août", 8), ("Ιουλ", 7), ("МАЯ", 5), ("toukokuuta", 5), ("Ağu", 8), ("במאי", 5)]
        {
            assert_eq!(month(&fold(word), None), Some(number), "for {word}");
        }
        for word in ["market", "marchand", "", "juni2"] {
            assert_eq!(month(word, None), None, "for {word}");
        }
    }

    #[test]
    fn names_of_several_months_need_the_language() {
        assert_eq!(month("listopada", Some("pl")), Some(11));
        assert_eq!(month("listopada", Some("hr")), Some(10));
        assert_eq!(month("listopada", None), None);
        assert_eq!((weekday("mar", Some("fr")), weekday("ma", None)), (Some(2), Some(1)));
    }
}
