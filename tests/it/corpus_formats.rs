//! The samples of further formats in `corpus/`: what is known of each article, and its whole text. `corpus/README.md` says what is hard about each.

use crate::harness::corpus;
use pullquote::article::Article;
use pullquote::extract::json::FieldMap;
use pullquote::ingest::{PathNames, ReadLimits, WalkOptions, extract_file, walk};

/// The articles of a folder as `file:record | headline | people | publisher | section | day | id or address | places | text`, and the problems.
fn shown(folder: &str) -> (Vec<String>, Vec<String>) {
    let root = corpus().join(folder);
    let names = PathNames::new(&corpus().join("index")).unwrap();
    let found = walk(&[root], &names, WalkOptions::default()).unwrap();
    let (mut articles, mut problems) = (Vec::new(), found.problems);
    for file in found.files.iter() {
        problems.extend(
            extract_file(file, &FieldMap::default(), ReadLimits::default(), |article| articles.push(line(&article, folder)))
                .unwrap(),
        );
    }
    (articles, problems.iter().map(ToString::to_string).collect())
}

fn line(article: &Article, folder: &str) -> String {
    let or_none = |text: Option<String>| text.filter(|text| !text.is_empty()).unwrap_or("-".to_owned());
    let place = article.place.to_string();
    let place = place.strip_prefix(folder).map_or(place.as_str(), |place| place.trim_start_matches('/'));
    let places: Vec<String> = article.locators.iter().map(|(byte, locator)| format!("{byte}: {locator}")).collect();
    let summary = if article.is_summary { "summary: " } else { "" };
    let parts = [
        place.to_owned(),
        article.title.text.clone(),
        or_none(Some(article.bylines.join(", "))),
        or_none(article.publisher.clone()),
        or_none(article.section.clone()),
        or_none(article.published.map(|time| time.to_string())),
        or_none(article.url.clone().or(article.record_id.clone())),
        or_none(Some(places.join(", "))),
        format!("{summary}{}", article.body.replace("\n\n", " ¶ ").replace('\n', " / ")),
    ];
    parts.join(" | ")
}

#[track_caller]
fn check(folder: &str, expected: &[&str]) {
    let (articles, problems) = shown(folder);
    let articles: Vec<&str> = articles.iter().map(String::as_str).collect();
    assert_eq!((articles, problems), (expected.to_vec(), Vec::new()), "{folder}");
}

#[test]
fn exports_of_news_services() {
    check(
        "exports",
        &[
            "apa-defacto.html:1 | Brunnen läuft nur noch sonntags | - | Oberwinkler Anzeiger | SEITE 1 | 2014-05-03 | - | - | \
             Die Gemeinde spart am Wasser für die Enten ¶ Oberwinkel - Der Marktbrunnen von Oberwinkel läuft seit Freitag nur \
             noch sonntags, weil die Enten ihn sonst nicht verlassen. ¶ \"Sie haben jetzt eine Hausordnung\", sagte Brunnenwart \
             Klemens Aurich. (red) Seite 7",
            "apa-defacto.html:2 | Bürgermeister teilen sich den Amtshut | - | Winkeltaler Post | - | 2014-05-04 | - | - | Ein \
             Hut für zwei Gemeinden ¶ Die Bürgermeister von Ober- und Unterwinkel tragen ab Mai abwechselnd denselben Hut.",
            "apa-online.rtf:1 | Kirchturm grüßt mit dem Hut | - | anzeiger.example | - | 2017-05-03T10:36:00 | - | - | Der \
             Kirchturm von Oberwinkel trägt seit Mittwoch einen Hut gegen die Tauben. ¶ Die Tauben wohnen nun im Hut.",
            "apa-online.rtf:2 | Hut des Kirchturms gehört den Tauben | - | winkelpost.example | - | 2017-05-04T07:05:00 | - | - \
             | Das Bezirksgericht hat den Tauben von Oberwinkel den Hut zugesprochen.",
            "apa-onlinemanager.rtf:1 | Enten bekommen ein Förderband | - | Winkeltaler Post | Lokales | 2016-05-03 | - | - | Die \
             Enten von Oberwinkel fahren seit Dienstag auf einem Förderband zum Brunnen. ¶ Das Band läuft nur bergauf.",
            "apa-onlinemanager.rtf:2 | Förderband der Enten steht | - | Oberwinkler Anzeiger | thema | 2016-05-04 | - | - | Das \
             Förderband steht, weil keine Ente aussteigen wollte, hieß es am Mittwoch.",
            "europresse-two-articles.html:1 | La boulangère de la rue Haute pèse le silence | Armand Pélissier | L’Écho de Valbrume | \
             Quartiers | 2009-04-21 | news·20090421·EV·0q7712_880041 | - | La boulangère de la rue Haute a posé une balance vide dans \
             sa vitrine pour protester contre les travaux, qui durent depuis dix-huit mois. ¶ « Elle ne bouge que la nuit », a dit \
             Clémence Orsoy mardi.",
            "europresse-two-articles.html:2 | Un âne élu président du comité des fêtes | - | Le Matin des Combes | Région | \
             2009-06-06 | news·20090606·MC·0606_12 | - | L’âne du meunier a reçu 41 voix sur 60 à l’assemblée du comité des fêtes, \
             parce que personne d’autre ne voulait du poste, a dit le secrétaire.",
            "factiva-with-codes.html:1 | Eel smokers of Sallow Quay fire their ovens again | Thora Gledhill, Emrys Vane | Sallow Quay \
             Herring | Harbour | 2019-10-14 | SALQH00020191014efae0001t | - | The eel smokers of Sallow Quay lit their ovens on \
             Monday for the first time since the weir was mended, and the smell reached the school by noon. ¶ “We burn nothing but \
             old masts,” said Ottoline Reave, who owns the largest oven. “They have tasted the sea before.” ¶ The first hundredweight \
             was gone by three o’clock.",
            "factiva-with-codes.html:2 | Nachtwächter von Oberwinkel verliert seine Laterne | - | Oberwinkler Anzeiger | - | \
             2018-03-02 | OBWAN00020180302ee3200007 | - | Der Nachtwächter von Oberwinkel hat am Freitag seine Laterne im Stadtgraben \
             verloren. „Sie brannte noch, als sie unterging“, sagte Klemens Aurich.",
            "factiva.docx | Inverdoon paints its lifeboat with leftover sky | Callum Airth | Inverdoon Beacon | - | 2021-05-12 | \
             INVBE00020210512eh5c0000k | - | The lifeboat of Inverdoon has been painted with the blue that was left from the ceiling \
             of the theatre, the crew said on Wednesday. ¶ “From above we cannot be seen at all,” said the coxswain, Isla Menzie.",
            "factiva.rtf | Regatta of Inverdoon is won by the rescue boat | Callum Airth | Inverdoon Beacon | - | 2020-08-30 | \
             INVBE00020200830eg8u00012 | - | The rescue boat crossed the line first at the regatta of Inverdoon on Sunday, after all \
             nine sailing boats had lost the wind behind the island. ¶ “We only went out to bring them their sandwiches,” said the \
             coxswain, Isla Menzie.",
            "mediargus.txt:1 | Veerpont van Dijkzicht vaart op verzoek van een reiger | - | De Dijkbode | - | 2013-05-03 | - | - \
             | Wie haast heeft, neemt brood mee ¶ De veerpont van Dijkzicht vaart sinds vrijdag alleen nog als de reiger \
             opvliegt. ¶ 'Hij kijkt eerst wie er staat', zegt schipper Joost van Rijn.",
            "mediargus.txt:2 | Molen draait op de adem van een koor | - | Het Polderblad | - | 2013-05-04 | - | - | De molen van \
             Dijkzicht draaide zaterdag op de adem van een koor. ¶ In mineur ¶ Hij draaide linksom, zei de molenaar, omdat de \
             tenoren te veel wilden.",
            "nexis-page.html | Le pont de Valbrume change de couleur | Solène Marchaud | L'Écho de Valbrume | VILLE; Pg. 7 | \
             2014-10-03 | - | - | Le pont de Valbrume, vert depuis 1931, sera repeint en bleu pendant l'hiver, a annoncé la mairie \
             jeudi. ¶ « Les hirondelles s'y habitueront », a dit le peintre, Anselme Duvigne.",
            "nexis-two-documents.txt:1 | Bell of the old mill rings without a rope | Percival Loxley | The Marrowby Mercury | TOWN; \
             Pg. 3 | 2014-05-09 | - | - | The bell of the old mill at Marrowby rang eleven times on Thursday night, though its rope \
             was taken down in 1987. ¶ \"I counted it twice, because I did not want to be the only one who had,\" said Beatrix Holm, \
             who lives in the miller's house. ¶ The council will send a bell hanger on Monday.",
            "nexis-two-documents.txt:2 | Lime kiln becomes a bakery | - | The Marrowby Mercury | - | 2015-09-21 | - | - | A baker has \
             moved into the lime kiln above Marrowby and says that it keeps the heat of one firing for four days.",
            "nexis-uni.docx:1 | Town crier of Marrowby loses his voice to a rival | Percival Loxley | The Marrowby Mercury | TOWN; \
             Pg. 1 | 2019-07-01 | - | - | The town crier of Marrowby was out-shouted by a parrot on Monday and has asked the council \
             for a larger bell. ¶ “It has my words, but not my timing,” said Hector Brill.",
            "nexis-uni.docx:2 | Parrot is heard at the post office | - | The Marrowby Mercury | - | 2019-07-02 | - | - | The parrot \
             that beat the town crier of Marrowby now announces the last collection, the postmaster said.",
            "proquest-page.html | Cartographer redraws a street that nobody walks | Imogen Quayle | Oxley Fen Sluice | - | 2021-06-17 \
             | https://search.proquest.com/docview/2334000090 | - | The town’s cartographer has put Needle Lane back on the map of \
             Oxley Fen, though its last house was taken down in 1962. ¶ “The cats still use it,” said Hyacinth Broom, who measured it \
             with a ribbon.",
            "proquest-two-documents.txt:1 | Lock keeper of Oxley Fen counts swans for thirty years | Marigold Pell | Oxley Fen Sluice \
             | - | 2020-01-08 | https://search.proquest.com/docview/2334000051 | - | The lock keeper of Oxley Fen has written down \
             every swan that passed his gates since 1990, and on Wednesday he reached the ten thousandth. ¶ Caution: swans that swim \
             back are counted once, he said. ¶ “Number nine thousand and one looked at me as if it knew,” said Barnabas Tull.",
            "proquest-two-documents.txt:2 | Chimney of the glue works is sold as a lighthouse | - | Oxley Fen Sluice | - | 2020-03-02 \
             | 2334000052 | - | The chimney of the glue works at Oxley Fen, 40 miles from the sea, has been sold to a man who wants a \
             lighthouse, the estate agent said.",
            "references.ris:1 | Stilt walkers of Great Thistle deliver the post | Nell Ferriday, Linus Moss | Thistle Courier | - | \
             2022-11-14 | https://thistle-courier.example/stilts | - | The post of Great Thistle came on stilts on Monday, because \
             the market square stood a foot under water. ¶ “From up here you can read the addresses upside down,” said the \
             postmistress, Wilhelmina Crake. ¶ The water is expected to be gone by the weekend.",
            "references.ris:2 | Umbrella mender retires | - | Thistle Courier | - | 2022-12-01 | - | - | summary: The last mender of \
             umbrellas in Great Thistle has closed his shop.",
            "retriever-norwegian.txt:1 | Fyrlykt på Ulvøy leies ut til en fugl | HEGG TORBJØRN | Ulvøy Avis | - | 2013-06-03 | \
             http://ret.nu/JrnQm11 | - | Den gamle fyrlykta på Ulvøy er leid ut til en ugle som har bodd der i fire år, sa \
             havnefogden mandag. Leia betales i mus, og musene telles av skoleklassen i byen hver fredag. ¶ Fuglen fikk nøkkelen \
             sjøl, sa fogden.",
            "retriever-norwegian.txt:2 | Byorkester øver på brygga | - | Ulvøy Avis Morgen | - | 2013-06-04 | - | - | \
             Byorkesteret på Ulvøy øver nå på brygga, fordi øvingsrommet er fullt av notestativ. ¶ Måkene kjenner refrenget alt.",
            "retriever-norwegian.txt:3 | Ferja tuter i feil tone | - | ulvøy-avis.example | - | 2013-06-05T14:20:00 | \
             http://ret.nu/Xy12Zz | - | summary: Ferja til Ulvøy tuter en halv tone for høyt...",
            "retriever-swedish.txt:1 | Klocktornet i Tarnvik går baklänges | - | Tarnviks Tidning | - | 2022-09-03 | \
             http://ret.nu/aB3dEf9 | - | Klockan i Tarnviks torn har gått baklänges sedan i lördags, och tågen har börjat rätta \
             sig efter den. ¶ – Vi kom fram innan vi åkte, säger konduktören Rut Almlöf. Hon tänker skriva till kyrkorådet när \
             det blir förra veckan.",
            "retriever-swedish.txt:2 | Brevduvor får egen hållplats, i höst | - | Kustposten | - | 2022-09-04T07:15:00 | \
             http://ret.nu/Zz81kQ | - | summary: Brevduvorna i Tarnvik får en egen hållplats med tak...",
            "retriever-swedish.txt:3 | Två rader blir en rubrik Och kommunen räknar dem | - | Tarnviks Tidning | - | 2022-09-06 \
             | http://ret.nu/qW77x | - | En rubrik i två rader har räknats som en i Tarnvik, meddelade kommunen.",
            "wisers-page-in-chinese.html | 面包店把面粉借给雪人... | 北湾早报 | 北湾 APP | 北湾-城市 | 2020-03-09 | \
             https://app.beiwan.example/s/9kLm | - | 北湾一家面包店上周把十公斤面粉借给一个雪人，因为今年的雪不够。 ¶ 店主说，春天会收回来。",
            "wisers-page.html:1 | 鐘樓請貓頭鷹報時 | - | 北灣日報 | 港聞 | 2018-11-05 | 201811050011223 | - | 北灣鐘樓的大鐘停了三年，市政府上周一決定請一隻貓頭鷹報時。 ¶ \
             「牠只在夜裏上班，不過很準時。」管理員方莉雅說。",
            "wisers-page.html:2 | Kite maker ties the harbour to the sky | Lydia Fong | North Bay Courier | City | 2018-11-06 | \
             201811060077889 | - | A kite maker of North Bay has tied forty kites to the harbour wall, and the wall has moved by \
             an inch, the harbour office said on Tuesday. ¶ “I only wanted to see whether it would notice,” said Aldous Kwan.",
            "wisers-three-articles.txt:1 | 面包店把面粉借给雪人 | 北湾早报 | 北湾 APP | 北湾-城市 | 2020-03-09 | https://app.beiwan.example/s/9kLm | \
             - | 北湾一家面包店上周把十公斤面粉借给一个雪人。 ¶ 店主说，春天会收回来。",
            "wisers-three-articles.txt:2 | 消防队救下一把雨伞(上) 伞无恙 | - | 东岸报 | 社会 | 2020-03-10 | 202003102200222 | - | 消防队周二从屋顶救下一把红雨伞。 \
             ¶ 东岸报记者唐小舟 ¶ 伞的主人还没有来领。",
            "wisers-three-articles.txt:3 | 图书馆的猫退休 | 秋实 | 东岸报 | 社会 | 2020-03-10 | 202003102200333 | - | 图书馆的猫周二退休，借书证留给了它的女儿。",
            "wisers.docx:1 | 鐘樓請貓頭鷹報時 | - | 北灣日報 | 港聞 | 2018-11-05 | 201811050011223 | - | 北灣鐘樓的大鐘停了三年，市政府上周一決定請一隻貓頭鷹報時。 ¶ \
             「牠只在夜裏上班，不過很準時。」管理員方莉雅說。",
            "wisers.docx:2 | Kite maker ties the harbour to the sky | Lydia Fong | North Bay Courier | City | 2018-11-06 | \
             201811060077889 | - | A kite maker of North Bay has tied forty kites to the harbour wall, the harbour office said \
             on Tuesday.",
        ],
    );
}

#[test]
fn test_collections() {
    check(
        "collections",
        &[
            "news.tsv:1 | Slowest train in the Combes gets slower | - | - | travel | - | https://combes-line.example/snails.html | - \
             | summary: The train from Valbrume now stops for every snail, its driver said.",
            "news.tsv:2 | Inverdoon counts its lampposts | - | - | news | - | https://beacon.example/lampposts.html | - | ",
            "rcv1-newsitem.xml | Marrowby pumps its mine with the town band's money. | Percival Loxley | Reuters | - | 1997-02-11 | \
             90417 | - | The town band of Marrowby has lent the mine the price of a new pump, and will be paid back in tin whistles, \
             its conductor said on Tuesday. ¶ The pump lifts a thousand gallons a minute.",
            "reuters-21578.sgm:1 | MARROWBY TIN <MARW> REOPENS ITS DEEPEST SHAFT | - | Reuters | - | 1987-06-18T09:41:15 | 30001 | - \
             | Marrowby Tin Plc said it will reopen the shaft that it closed in 1931. ¶ Pumping would take 14 months, the company \
             said.",
            "reuters-21578.sgm:2 | MARROWBY TIN SAYS SHARES ARE UNCHANGED | - | Reuters | - | 1987-06-18T09:44:51 | 30002 | - | ",
            "trec-documents.sgml:1 | Windmill Turns Its Back on the Wind | AUGUSTA PENN | - | - | 1991-04-06 | TC910406-0012 | - | \
             The windmill of Great Thistle was turned by hand on Saturday so that it faces the railway, where it is to advertise \
             flour. ¶ “It has looked at that hill for two hundred years,” said the miller, Josiah Penn & Sons' last partner.",
            "trec-documents.sgml:2 | Ferry Cat Is Given a Pension | - | THISTLE COURIER | - | 1991-04-07 | TC910407-0044 | - | The \
             cat of the Inverdoon ferry retires after fourteen years and will be paid in herring, the company said.",
        ],
    );
}

#[test]
fn tables() {
    check(
        "tables",
        &[
            "bigkinds-cp949.csv:1 | \"시계탑\", 거꾸로 돈다 | 한바다 | 갈매기신문 | 지역>부산 | 2022-05-03 | http://www.galmaegi.example/news/1 | - \
             | 시계탑의 바늘이 거꾸로 돈다. / 시민들은 하루를 되찾았다고 말했다.",
            "bigkinds-cp949.csv:2 | 시계공이 바람을 탓하다 | - | 갈매기신문 | 사회>사회일반 | 2022-05-04 | http://www.galmaegi.example/news/2 | - | \
             summary: 갈매기시 시계탑의 바늘이 월요일부터 거꾸로 돈다고 시청이 밝혔다. 시계공은 바늘이 바닷바람을 따라간다고 설명했다. 갈매기시 시계탑의 바늘이 월요일부터 거꾸로 돈다고 시청이 밝혔다. 시계공은 \
             바늘이 바닷바람을 따라간다고 설명했다. 갈매기시 시계탑의 바늘이 월요일부터 거꾸로 돈다고 시청이 밝혔다. 시계공은 바늘이 바닷바람을 따라간다고 설명했다. 갈매기시 시계탑",
            "bigkinds.csv:1 | \"시계탑\", 거꾸로 돈다 | 한바다 | 갈매기신문 | 지역>부산 | 2022-05-03 | http://www.galmaegi.example/news/1 | - | 시계탑의 \
             바늘이 거꾸로 돈다. / 시민들은 하루를 되찾았다고 말했다.",
            "bigkinds.csv:2 | 시계공이 바람을 탓하다 | - | 갈매기신문 | 사회>사회일반 | 2022-05-04 | http://www.galmaegi.example/news/2 | - | \
             summary: 갈매기시 시계탑의 바늘이 월요일부터 거꾸로 돈다고 시청이 밝혔다. 시계공은 바늘이 바닷바람을 따라간다고 설명했다. 갈매기시 시계탑의 바늘이 월요일부터 거꾸로 돈다고 시청이 밝혔다. 시계공은 \
             바늘이 바닷바람을 따라간다고 설명했다. 갈매기시 시계탑의 바늘이 월요일부터 거꾸로 돈다고 시청이 밝혔다. 시계공은 바늘이 바닷바람을 따라간다고 설명했다. 갈매기시 시계탑",
            "inverdoon-beacon.tsv:1 | \"We will whistle,\" says crew of silent ferry | Callum Airth | Inverdoon Beacon | - | \
             2023-11-20T07:15:00Z | - | - | The ferry of Inverdoon has lost its horn, and its crew will whistle in fog until a new \
             one comes, the harbour office said.",
            "thistle-courier.csv:1 | Pigeons of Great Thistle learn the timetable, passengers say | Nell Ferriday | Thistle Courier | \
             - | 2023-02-06 | https://thistle-courier.example/pigeons | - | Pigeons get on the 7.40 to Marrowby at Great Thistle and \
             get off at the grain silo, passengers have told the railway. ¶ \"They let people off first, which is more than I can say \
             of others,\" said the guard, Rowan Pike.",
            "thistle-courier.csv:2 | Library fines are paid in jam | Linus Moss, Nell Ferriday | Thistle Courier | - | 2023-02-09 | \
             50022 | - | Readers who bring books back late in Great Thistle may pay with jam, the library said. Forty jars came on \
             the first day.",
        ],
    );
}

#[test]
fn what_readers_saved() {
    check(
        "saved",
        &[
            "fanfare.webarchive | La fanfare de Valbrume répète sous l’eau | Solène Marchaud | - | - | 2023-08-11 | \
             https://echo-valbrume.example/2023/08/11/fanfare | - | La fanfare de Valbrume a répété vendredi dans la piscine vide, \
             puis dans la piscine pleine, a annoncé le chef. ¶ « Le tuba gagne, la flûte perd », a dit Anselme Duvigne.",
            "notes.enex:1 | Ropewalk of Inverdoon is measured again | Callum Airth | - | - | 2024-08-01T07:30:00Z | - | - | The \
             ropewalk of Inverdoon is a foot shorter than it was in 1870, a surveyor found on Thursday. ¶ “Either the walk shrank or \
             the foot grew,” said Morag Bain.",
            "notes.enex:2 | Bakery in a lime kiln | - | - | - | 2015-09-21 | https://mercury.example/2015/09/21/kiln | - | The bakery \
             in the lime kiln above Marrowby bakes for four days with one fire, its owner said.",
            "omnivore/content/the-bookbinder-of-sallow-quay-18f2.html | The bookbinder of Sallow Quay works by tide table | Thora \
             Gledhill | - | - | 2024-06-28T09:00:00Z | https://herring.example/2024/bookbinder | - | The bookbinder of Sallow Quay \
             opens her workshop at low water, because at high water the glue will not dry. ¶ “People think that I am moody,” said \
             Linnea Foss. “I am only lunar.” ¶ She binds eleven books a month, and twelve if it has two full moons.",
            "thistle-courier.wacz:1 | Maze of Great Thistle is closed for repairs to its way out | - | - | - | - | \
             https://thistle-courier.example/hedge | - | The hedge maze of Great Thistle is closed until Whitsun, because its way out \
             has grown over, the gardener said on Thursday. ¶ “Two of us went in to find it and three came out,” said Rowan Pike.",
            "thistle-courier.wacz:2 | Post box is moved for a wren | - | - | - | - | https://thistle-courier.example/post-box | - | \
             The post box in Mill Street was moved eight yards on Thursday because a wren nests in it, and letters now go to a \
             basket. ¶ The wren has had no post so far, the postmistress, Wilhelmina Crake, said.",
            "zotero/files/41/snow-plough.html | Plough gets a name | Una Hathersage | Combe Lantern Post | Winter | 2021-12-03 | \
             https://combe-lantern.example/2021/snow-plough | - | The new snow plough of Combe Lantern is called Mister Scrape, as \
             212 of 300 children wanted, the roads office said on Friday. ¶ “It starts on the first try now,” said the driver, Ingram \
             Toll. “It never did when it was a number.” ¶ The second choice, Snowdonia, goes to the gritter.",
            "zotero/files/57/Greaves - 2022 - Clockmaker sets the church an hour early.pdf | Clockmaker sets the church an hour early \
             for the bats | Tobias Greaves | Combe Lantern Post | - | 2022-03-27 | - | 0: page 1, 126: page 1 | The church clock of \
             Combe Lantern goes an hour early from Sunday, so that the bats in its tower have left before it strikes. ¶ “They never \
             set theirs,” said the clockmaker, Silas Crewe.",
        ],
    );
}

#[test]
fn documents() {
    check(
        "documents",
        &[
            "ferry-bell.odt | Ferry bell of Inverdoon is tuned to the fog | Callum Airth | - | - | 2022-10-09T18:00:00 | - | - | The \
             bell of the Inverdoon ferry was tuned a tone lower on Sunday, so that it carries further in fog. ¶ “Now the seals \
             answer,” said the bell founder, Morag Bain. ¶ It weighs 90 kilos.",
            "goat-gardeners.docx | Goats of Oxley Fen are sworn in as gardeners | Marigold Pell | - | - | 2023-06-05 | - | - | Six \
             goats took up their work at the law court of Oxley Fen on Monday, the clerk said. ¶ The goats mow the lawn of the law \
             court until autumn. ¶ “They were asked whether they would be impartial about roses,” said the clerk, Lettice Marsh.",
            "kite-post.rtf | Kites carry the post of Sallow Quay | Thora Gledhill | - | - | 2023-04-18T09:30:00 | - | - | The letters \
             of Sallow Quay crossed the harbour by kite on Tuesday, because the ferry’s anchor would not come up. ¶ “The bills flew \
             best,” said the postman, Caspar Nørre. ¶ One parcel is in the elm by the church.",
            "sallow-quay-herring.epub:1 | Harbour master weighs the fog | - | Sallow Quay Herring | - | 2024-02-17 | OPS/c1.xhtml | - \
             | The harbour master of Sallow Quay has weighed a barrel of fog and found it a gram heavier than air. ¶ “We will do it \
             again when there is more,” said Emrys Vane.",
            "sallow-quay-herring.epub:2 | Fishwives open a school of shouting | - | Sallow Quay Herring | - | 2024-02-17 | \
             OPS/c2.xhtml | - | Eleven pupils came to the first lesson on the quay, and the gulls left, the school said.",
            "skating-canal.pdf | Skating canal freezes in June | Imogen Quayle | - | - | 2022-06-16T12:00:00Z | - | 0: page 1, 98: \
             page 1, 194: page 2 | The canal of Oxley Fen froze on Thursday, in June, because the ice works let its cold water out. ¶ \
             Forty people skated before noon. “I had to borrow my own skates back from the museum,” said Barnabas Tull, who keeps the \
             lock. By four the swans had it again.",
            "weather-house.pptx | Weather house of Combe Lantern forecasts for the county | - | - | - | - | - | - | The wooden man \
             has been right on 214 days of 300. ¶ The county’s computer was right on 209. ¶ What it costs ¶ “He wants a drop of oil \
             in March,” said his keeper, Una Hathersage.",
        ],
    );
}

#[test]
fn mail() {
    check(
        "mail",
        &[
            "press-release.eml | Swifts get a street of their own – opening on Friday | - | Great Thistle Council | Council news | \
             2024-04-09T08:30:00+01:00 | swifts-7@thistle.example | - | Forty boxes for swifts hang in Eaves Row, which was renamed \
             Swift Street on Tuesday, the council said. ¶ “They came before the signs did,” said the warden, Sorrel Anstey.",
            "reading-circle.mbox:1 | The bell hanger of Marrowby | Una Hathersage | reading-circle | - | 2024-02-08T19:00:00Z | \
             bell-11@lantern-post.example | - | The bell hanger of Marrowby climbed the mill on Monday and found a nest where the \
             clapper should be. ¶ From the café opposite, forty people watched him come down again.",
            "reading-circle.mbox:2 | The bell hanger of Marrowby | Tobias Greaves | - | - | 2024-02-08T21:15:00Z | \
             bell-12@lantern-post.example | - | The nest is that of a jackdaw, and it holds the miller's wedding ring, which was lost \
             in 1974.",
            "snail-timetable.msg | Snails of the Combes get a timetable | Armand Pélissier | - | - | 2024-03-20T07:00:00Z | - | - | \
             The railway of the Combes has printed a timetable for snails, it said on Wednesday. ¶ “They are punctual to the week,” \
             said the driver, Solène Marchaud.",
        ],
    );
}

#[test]
fn scans() {
    check(
        "scans",
        &[
            "SQP/1904/02/09/TOC.xml:1 | The lighthouse cat. | - | SQP | Front page | 1904-02-09 | Ar00101 | 0: page 1, 69: page \
             1, 123: page 1, 136: page 2 | The cat of the light at / Sallow Quay has signalled / for the 1st time. ¶ “She rang the \
             bell twice,” said the / keeper at the / café door. ¶ The lamp stayed dark meanwhile.",
            "SQP/1904/02/09/TOC.xml:2 | SALLOW QUAY POST. | - | SQP | Front page | 1904-02-09 | Ar00100 | 0: page 1 | SALLOW QUAY \
             POST. / Price one penny.",
            "SQP/1904/02/09/TOC.xml:3 | Ropes and sails. | - | SQP | Advertisement | 1904-02-09 | Ad00201 | 0: page 2 | Ropes and \
             sails.",
            "page.hocr | The schoolmaster has bought a gramophone. | - | - | - | - | - | 0: page 2 | The schoolmaster has / bought a \
             gramophone.",
            "page.xml | GEESE COUNTED | - | - | - | - | - | 0: page 1, 15: page 1 | GEESE COUNTED ¶ The geese of the Common were \
             counted / on Saturday, and one was missing.",
            "thistle-1911/mets.xml:1 | Tramway opened | Edith Sorrell | Thistle Courier | Town | 1911-05-06 | A1 | 0: page 1, 108: \
             page 2 | The first car of the electric tramway left the Corn Exchange at noon / on Friday with the Mayor at the brake, / \
             and stopped at the foot of Castle Hill, / where the company got out and pushed.",
            "thistle-1911/mets.xml:2 | PENN AND SONS, flour by the sack. | - | Thistle Courier | Advertisement | 1911-05-06 | AD1 | \
             0: page 2 | PENN AND SONS, flour by the sack.",
        ],
    );
}

#[test]
fn captions() {
    check(
        "captions",
        &[
            "council-2024-05-21.srt | The council of Great Thistle opens its meeting about the weathercock. | - | - | - | 2024-05-21 \
             | - | 0: 0:04, 71: 0:12 | The council of Great Thistle opens its meeting about the weathercock. ¶ “It points at whoever \
             is speaking,” said Councillor Primrose Yule.",
            "evening-news.vtt | evening news | - | - | - | - | - | 0: 0:02, 68: 0:05, 111: 4:30 | Good evening. The island ferry has \
             been painted in the wrong colour and will sail pink until spring & Easter. ¶ “Nobody will miss it now,” said the mate, \
             Ewan Rusk.",
        ],
    );
}
