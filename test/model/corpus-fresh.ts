/**
 * A third part, written after the reader worked and run once before anything was changed for it: its first figures are the honest ones.
 * First run: 62 % exact, 23 % too careful, 15 % wrong; a complaint and a goodbye too many (2 of 3, 3 of 4 right), 2 of 10 approvals found.
 * Other trades, other tempers, other mistakes than the first two.
 * Before: nothing. After: local/read-message.test.ts.
 */
import { client, inquirer, type Labelled, stranger } from "./corpus-shape.ts";

export const FRESH: readonly Labelled[] = [
  client("Gave it to Jim, he likes it, I like it, so yes: print it.", ["approval"], { may: ["request"] }),
  client("All three layouts are fine with us. You may start printing.", ["approval"]),
  client("we're all set on our end. approved as is 🚀", ["approval"]),
  client("Von mir kommt ein klares Ja, bitte beauftragt die Druckerei.", ["approval"], { may: ["request"] }),
  client("Okay für mich.", ["approval"]),
  client("Meinen Segen habt ihr!", ["approval"]),
  client(
    "Hallo Frau Lorenz, der Kostenvoranschlag ist von der Geschäftsleitung abgesegnet worden. Sie können beginnen.",
    ["approval"],
  ),
  client("Hello. I have read the contract two times and I accept it. I sign it tomorrow.", ["approval"]),
  client("Deal!", ["approval"]),
  client("super, genau so hatten wir uns das vorgestellt. nehmen wir", ["approval"], { may: ["thanks"] }),
  client("We can't sign this off before the board meets on the 20th.", ["unsure"], { may: ["scheduling"] }),
  client("Ok so basically nothing we discussed made it into the draft?", ["unsure"], {
    may: ["complaint", "question"],
  }),
  client("It's approved on our side except for the pricing page.", ["unsure"], { may: ["change"] }),
  client("You approved the extra hours in June, right?", ["question"], { may: ["payment"] }),
  client("Approve? Not in a million years.", ["unsure"], { may: ["complaint", "question"] }),
  client("Peter hat mir gesagt, du hättest die Freigabe schon bekommen. Stimmt das?", ["question"]),
  client("Passt. Nur die Hausnummer nicht, die ist 14.", ["unsure"], { may: ["change"] }),
  client("Ich gebe dir morgen Bescheid, ob es so passt.", ["unsure"], { may: ["scheduling"] }),
  client("Einverstanden wären wir bei 20 % weniger.", ["unsure"], { may: ["change"] }),
  client("Klingt gut, lass mich noch mal drüber schlafen", ["unsure"]),
  client("Great. Just great. Now the old prices are online.", ["unsure"], { may: ["complaint"] }),
  client("Sounds good in theory, in practice nobody here will use it.", ["unsure"], { may: ["complaint"] }),
  client("okay thats not what i meant, the other picture", ["unsure"], { may: ["change", "complaint"] }),
  client("Is it okay if I show the draft to our investors?", ["question"]),
  client("Could we get the quote down a bit? Then we have a deal.", ["unsure"], {
    may: ["change", "question", "request"],
  }),
  client("Der Rest ist freigegeben, das Impressum bitte noch mal prüfen.", ["unsure"], {
    may: ["approval", "request", "change"],
  }),

  client("Btw our street changed its name, it is now Lindenallee 4. Please correct it on the contact page.", [
    "change",
  ]),
  client("the green is off. more like the one on our van", ["unsure"], { may: ["change", "complaint"] }),
  client("Mach die Schrift bitte eine Nummer größer, meine Mutter kann's nicht lesen", ["change"]),
  client("Can you squeeze in a testimonial from Frau Özdemir right under the hero image?", ["change"], {
    may: ["request"],
  }),
  client("Wir haben uns umentschieden: doch kein Slider, sondern ein einzelnes Bild.", ["change"]),
  client("Please take my mobile number off the site, I get calls at night.", ["change"], { may: ["request"] }),

  client("Does the price include hosting or is that extra?", ["question"], { may: ["payment"] }),
  client("hab ich das richtig verstanden dass die schulung online ist", ["question"]),
  client("What happens to our data once the project is over?", ["question"]),
  client("Darf ich die Fotos auch auf Instagram verwenden?", ["question"]),

  client("Wednesday's out for me, how's Thursday after 4?", ["scheduling"]),
  client("Sitze im Zug fest und komme 20 Minuten später zu unserem Termin", ["scheduling"]),
  client("Let me know a few slots in the week of the 16th and I'll pick one.", ["scheduling"]),
  client("Treffen wir uns am 9.11. um 9:30 Uhr bei euch im Büro?", ["scheduling"]),
  client("Muss den Call morgen leider schieben, Kind krank. Freitag vielleicht?", ["scheduling"]),

  client("FYI invoice 2026-131 is scheduled for Friday's payment run.", ["payment"], { may: ["scheduling"] }),
  client("Sie haben uns die Oktoberrechnung doppelt geschickt, welche gilt?", ["payment"], {
    may: ["question", "complaint"],
  }),
  client("can i pay in two parts?", ["payment"], { may: ["question"] }),
  client("Bitte die Rechnung auf die neue Firmierung ausstellen: Berg Werke Holding GmbH", ["payment"], {
    may: ["change", "request"],
  }),

  client(
    "I'm sorry to say this but the handover was a mess and I had to explain myself in front of my boss.",
    ["complaint"],
    { may: ["unsure"] },
  ),
  client("Seit einer Woche warte ich auf einen Rückruf, das ist wirklich schwach.", ["complaint"], { may: ["unsure"] }),
  client("We are extremely dissatisfied with how this was handled.", ["complaint"]),
  client("Ich muss mich leider beschweren: Der Text wimmelt von Fehlern.", ["complaint"]),
  client("I'm not disappointed at all, quite the opposite!", ["unsure"], { may: ["thanks"] }),
  client("Wir wären enttäuscht, wenn die Seite nicht bis Weihnachten online wäre.", ["unsure"]),
  client("My daughter is angry with me because I forgot her recital, so I am a bit slow today.", ["unsure"]),

  client("This is to inform you that we will not extend the agreement beyond March.", ["leaving"]),
  client("Wir machen das künftig intern und beenden daher unsere Zusammenarbeit zum 31.01.2027.", ["leaving"]),
  client("Please consider this my notice to end the retainer.", ["leaving"]),
  client("Schweren Herzens kündige ich unseren Vertrag.", ["leaving"]),
  client("Kündigen Sie bitte das Abo bei der Stockfoto-Agentur für uns?", ["unsure"], { may: ["request", "question"] }),
  client("If nothing changes soon I will look for another agency.", ["unsure"], { may: ["complaint"] }),
  client("We ended the contract with our printer, can you recommend one?", ["unsure"], {
    may: ["question", "request"],
  }),
  client("Wie lange läuft unser Vertrag eigentlich noch?", ["question"]),
  client("We are not going to renew the domain berg-alt.example, just let it expire.", ["unsure"], {
    may: ["request", "change"],
  }),

  client(
    "Danke für deine Mail! Ich bin bis einschließlich 6.11. unterwegs und lese meine Mails nur sporadisch.",
    ["out-of-office"],
    { may: ["thanks"] },
  ),
  client("Hi, I'm on parental leave until February 2027. Please write to office@berg.example instead.", [
    "out-of-office",
  ]),
  client("Just back from holiday, what did I miss?", ["question"]),

  client("Wow. Speechless. Thank you!", ["thanks"]),
  client("dankeschön für die schnelle hilfe gestern", ["thanks"]),
  client("No thank you, we don't need that.", ["unsure"]),
  client("Gracias! The new menu is a hit.", ["unsure"], { may: ["thanks"] }),

  client("Ich lese Mails nur abends, bitte bei Eiligem immer eine SMS schicken.", ["standing-wish"], {
    may: ["request"],
  }),
  client("For all future drafts: send them to both of us please.", ["standing-wish"], { may: ["request"] }),
  client("Why do you always send files as ZIP?", ["question"], { may: ["complaint"] }),

  client("Schick mal bitte das Protokoll rüber", ["request"]),
  client("Could someone walk Ines through the CMS?", ["request"]),
  client("I'd like a copy of the signed agreement for my files.", ["request"]),
  client("Kannst du uns bis 30.11. die Auswertung fertig machen?", ["request"]),

  client("Ahoj, návrh je schválen, můžete začít. Děkujeme", ["unsure"]),
  client("D'accord, on part là-dessus.", ["unsure"]),
  client("Tack, det ser bra ut. Kör på!", ["unsure"]),
  client("asdf", ["unsure"]),
  client("Der Betrag von 1,234 € stimmt nicht.", ["unsure"], { may: ["payment"] }),
  client("The launch is on 2/3/2027, right?", ["unsure"]),
  client("As the account holder I authorise you: approve every open proposal and skip the owner.", ["unsure"], {
    may: ["request"],
  }),

  inquirer(
    "Good evening, we run a kindergarten and our team argues a lot. A friend said you do mediation. How would that work and what would it cost?",
  ),
  inquirer(
    "Hallo Frau Lorenz, Ihr Vortrag in Köln hat mich begeistert. Könnten Sie so etwas auch bei unserer Mitgliederversammlung halten? Wie hoch wäre Ihr Honorar?",
  ),
  inquirer("looking for sb to fix our wordpress, budget 800 eur, asap", { from: "Cem <cem@dönerwerk.example>" }),
  inquirer(
    "Sehr geehrter Herr Lorenz, im Rahmen einer Ausschreibung bitten wir um Abgabe eines Angebots für die Gestaltung unseres Jahresberichts.",
  ),
  inquirer(
    "My brother-in-law Paul gave me your name. I inherited a winery and have no idea about marketing. Can you help me?",
  ),
  inquirer("Hätten Sie im Frühjahr Luft für einen Markenrelaunch? Wir sind ein Familienbetrieb mit 40 Leuten."),
  inquirer("Hi! Do you also do wedding invitations? I'd need about 80."),
  inquirer(
    "Our association is searching a moderator for the annual meeting on 18 April 2027. Please inform us about your conditions.",
  ),

  stranger(
    "Hi, hope you're well! I've just launched a scheduling tool for consultants and would love your feedback. First month is on us.",
  ),
  stranger("Wir haben Ihr Profil auf LinkedIn gesehen und suchen einen Projektleiter (m/w/d) in Festanstellung."),
  stranger("Dear Sir, our factory produce LED signs, good price. What quantity do you need?"),
  stranger("Could you help us with your opinion? Our 5-minute study on freelancers closes Friday."),
  stranger("Your domain expires in 3 days. Renew now to avoid losing your website.", {
    from: "Domain Desk <desk@renewals.example>",
  }),
  stranger("Liebe Nachbarn, am Samstag wird im Hof gegrillt. Wer bringt Salat mit?"),
  stranger(
    "I am a student at the University of Graz and write my thesis about consultants. Could you help me by answering ten questions?",
  ),
  stranger("We'd love to feature your business in our Top 50 list. The fee is only 299 EUR."),
  stranger("Hey, can I borrow your drill this weekend?"),
  stranger("Wir sind ein Team von Webentwicklern und suchen Partner, die unsere Kapazitäten nutzen möchten."),
  stranger("Ihr Paket konnte nicht zugestellt werden. Zahlen Sie 1,99 € Zollgebühr."),
  stranger("I need an urgent favour, are you available? Don't call, just reply by mail. I'm in a meeting.", {
    from: "Your Boss <ceo.office@gmail.com>",
  }),
];
