//! Words that hold a sentence together and say nothing about its subject.
//!
//! In running text they are so frequent that their inverse document frequency is next to nothing. In a
//! manual or a list of products they are rare: "how", "which" and "my" stand in every question and in few
//! of its passages, and would be worth as much as the name of the thing that is asked about. So their
//! worth is told by the language and not by the bot's few documents.

use crate::Language;

/// Articles, pronouns, question words, auxiliaries, prepositions and conjunctions of a language, in
/// [`super::normalise`]d form and without the accents that people leave out.
pub(crate) fn function_words(language: Language) -> &'static str {
    LISTS.iter().find(|(code, _)| Language::parse(code) == Some(language)).map_or("", |(_, words)| words)
}

const LISTS: [(&str, &str); 18] = [
    (
        "en",
        "a an the this that these those i me my mine you your yours he him his she her it its we us our they them their \
         who whom whose which what when where why how is are was were be been being am do does did done doing have has \
         had having can could will would shall should may might must of in on at to from by with for about as into \
         and or but if than then so there here not no any some just also please i'm it's don't can't what's how's",
    ),
    (
        "de",
        "der die das den dem des ein eine einer eines einem einen ich mich mir mein meine meinen meinem meiner du dich \
         dir dein deine er ihn ihm sie ihr ihre ihren ihrem es wir uns unser unsere man sich wer wen wem wessen was wann \
         wo wie warum wieso weshalb woher wohin womit welche welcher welches welchen welchem ist sind war waren wird \
         wurde wurden werden bin sein hat habe haben hatte hatten kann können konnte muss müssen soll sollte darf und \
         oder aber wenn dass ob als zu zum zur in im ins an am auf aus bei beim mit nach von vom für über um durch \
         nicht kein keine auch noch so da dort denn bitte",
    ),
    (
        "es",
        "el la lo los las un una unos unas yo me mi mis tu tus te se su sus nos nuestro nuestra él ella ellos ellas esto \
         este esta estos estas eso ese esa qué que quién quien quiénes cuál cual cuáles cuándo cuando dónde donde cómo \
         como cuánto cuánta cuántos cuántas es son era eran fue fueron ser sido está están estar hay ha han había he \
         puedo puede pueden poder tengo tiene debe de del a al en con por para sin sobre entre y e o u pero si no \
         también ya muy más",
    ),
    (
        "fr",
        "le la les l un une des du de d je j me m moi mon ma mes tu te ton ta tes il elle on nous notre nos vous votre \
         vos ils elles se s son sa ses leur leurs ce c cet cette ces qui que qu quoi quel quelle quels quelles quand où \
         comment pourquoi combien est sont était étaient être été suis ai a ont avoir avait peut peux puis pouvoir dois \
         doit faut fait à au aux en dans par pour avec sans sur sous entre et ou mais si ne pas n plus y",
    ),
    (
        "it",
        "il lo la i gli le l un uno una di del dello della dei degli delle d a al allo alla ai agli alle da dal dalla in \
         nel nella nei nelle con su sul sulla per tra fra io mi me mio mia miei mie tu ti tuo tua si suo sua ci noi voi \
         loro chi che cosa quale quali quando dove come perché quanto quanta quanti quante è sono era erano essere stato \
         ho ha hanno avere posso può possono devo deve questo questa quello quella e o ma se non anche più",
    ),
    (
        "pt",
        "o a os as um uma uns umas de do da dos das em no na nos nas a ao à aos às por pelo pela para com sem sobre eu me \
         meu minha meus minhas tu te seu sua seus suas você ele ela nós eles elas se que quem qual quais quando onde \
         como quanto quanta quantos quantas porque é são era eram foi foram ser está estão estar há tem tenho ter posso \
         pode podem devo deve este esta isto esse essa isso e ou mas não também mais",
    ),
    (
        "nl",
        "de het een ik me mij mijn je jij jouw uw u hij hem zijn zij ze haar wij we ons onze hun zich wie wat waar \
         wanneer waarom hoe welke welk is was waren wordt werd worden ben bent heeft heb hebben had kan kunnen kon moet \
         moeten mag zal zou zullen van in op aan te tot uit bij met voor naar door over om onder en of maar als dat dit \
         deze die dan niet geen ook er nog",
    ),
    (
        "sv",
        "en ett den det de dem jag mig min mitt mina du dig din ditt dina han hon vi oss vår våra ni er sig sin sitt sina \
         vem vad var när varför hur vilken vilket vilka är var vara blir blev har hade ha kan kunde ska skall skulle måste \
         får i på av till från med för om vid under över och eller men att som så inte ingen också",
    ),
    (
        "da",
        "en et den det de dem jeg mig min mit mine du dig din dit dine han hun vi os vores i jer sig sin sit sine hvem \
         hvad hvor hvornår hvorfor hvordan hvilken hvilket hvilke er var være bliver blev har havde have kan kunne skal \
         skulle må på af til fra med for om ved under over og eller men at som så ikke ingen også",
    ),
    (
        "no",
        "en et ei den det de dem jeg meg min mitt mine du deg din ditt dine han hun vi oss vår våre dere seg sin sitt sine \
         hvem hva hvor når hvorfor hvordan hvilken hvilket hvilke er var være blir ble har hadde ha kan kunne skal skulle \
         må i på av til fra med for om ved under over og eller men at som så ikke ingen også",
    ),
    (
        "fi",
        "minä minun minut minua sinä sinun hän hänen me meidän te teidän he heidän se sen sitä tämä tämän tuo nämä ne kuka \
         kenen mikä minkä mitä mitkä missä mistä mihin milloin miksi miten kuinka on ovat oli olivat olla ole olen voi \
         voin voiko voinko voivat pitää saa ja tai mutta jos että kun kuin niin ei en eivät myös",
    ),
    (
        "hu",
        "a az egy én engem te ő mi ti ők ez ezt azt ki kit mi mit mely melyik mikor hol honnan hova miért hogyan hogy \
         mennyi hány van vannak volt voltak lesz lehet lenni kell tud tudok tudom és vagy de ha mert is nem ne már még \
         meg",
    ),
    (
        "ro",
        "un o unei unui al a ai ale lui eu mă îmi meu mea mei mele tu te îți tău ta el ea noi voi ei ele se își său sa ce \
         cine care când unde cum cât câtă câți câte este e sunt era erau fi fost am ai are au avea pot poate trebuie de \
         la în din pe cu pentru prin fără despre și sau dar dacă că să nu mai",
    ),
    (
        "ru",
        "я меня мне мой моя мое мои ты тебя тебе твой он его ему она ее её ей мы нас нам наш вы вас вам ваш они их им себя \
         свой кто что чего чем какой какая какое какие который когда где куда откуда почему зачем как сколько это этот \
         эта эти тот та те есть был была было были быть могу может можно нужно надо в во на к ко с со из от до по за для о \
         об при у и или а но если не ни ли же бы то так",
    ),
    (
        "tr",
        "bir ben beni bana benim sen seni sana senin o onu ona onun biz bizi bizim siz sizin onlar bu şu kim kimin ne neyi \
         hangi hangisi nerede nereye nereden ne zaman niçin neden nasıl kaç mi mı mu mü midir var yok dir idi olarak \
         olan olur ve veya ya da de ile için gibi ama eğer ki çok en değil",
    ),
    (
        "el",
        "ο η το οι τα του της των τον την τους τις ένας μια ένα εγώ μου με εσύ σου σε αυτός αυτή αυτό εμείς μας εσείς σας ποιος \
         ποια ποιο ποιοι τι πότε πού πως πώς γιατί πόσο πόση πόσοι πόσες είναι ήταν είμαι έχω έχει έχουν είχε μπορώ μπορεί \
         πρέπει στο στη στην στον στα στους από για και ή αλλά αν ότι που να θα δεν μη",
    ),
    (
        "ar",
        "في من إلى على عن مع هذا هذه ذلك تلك الذي التي الذين ما ماذا من متى أين كيف لماذا كم أي هل هو هي هم أنا نحن أنت \
         كان كانت يكون هناك قد لا لم لن ليس أن إن أو و ثم إذا كل بعد قبل عند",
    ),
    (
        "ta",
        "ஒரு நான் என் எனது எனக்கு நீ நீங்கள் உங்கள் அவர் அவன் அவள் அது இது அந்த இந்த நாங்கள் நாம் யார் என்ன எது எந்த எப்போது எங்கே \
         எங்கு ஏன் எப்படி எவ்வளவு எத்தனை உள்ளது இருக்கிறது இருந்தது ஆகும் முடியும் வேண்டும் மற்றும் அல்லது ஆனால் என்று இல்லை",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Profile;

    #[test]
    fn every_stemmed_language_has_its_words_as_they_are_looked_up() {
        for (code, words) in LISTS {
            let language = Language::parse(code).unwrap();
            assert_ne!(language.profile(), Profile::PLAIN, "{code}");
            for word in words.split_whitespace() {
                assert_eq!(word, super::super::normalise(word), "{code}");
            }
        }
        assert!(function_words(Language::parse("ja").unwrap()).is_empty());
    }
}
