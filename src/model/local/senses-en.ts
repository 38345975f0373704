/**
 * English: what words mean, as data (see senses.ts). None of it is a sentence somebody wrote.
 * Before: phrase-book.ts. After: senses.ts.
 */
import { assertions, words } from "./phrase-book.ts";
import type { Senses } from "./senses.ts";

const DAYS =
  "(?:mon|tues|wednes|thurs|fri|satur|sun)days?|tomorrow|today|tonight|(?:this|next|that) (?:week|morning|afternoon|evening)|noon|midday";
const MONTHS = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)\\w{0,6}";
const CLOCK = "\\d{1,2} ?(?:am|pm|o clock|h)|\\d{1,2} \\d\\d|(?:at|around|from|until|till|by|after|before) \\d{1,2}";
const DATE = `\\d{1,2}(?:st|nd|rd|th)?(?: of)? ${MONTHS}|${MONTHS} \\d{1,2}(?:st|nd|rd|th)?|the \\d{1,2}(?:st|nd|rd|th)`;
const CHOICE =
  "(?:the|your|that) (?:first|second|third|fourth|last|earlier|later|earliest|latest|other|morning|afternoon) (?:slot|option|one|date|time|appointment|suggestion|proposal)|any ?time|(?:slot|option|number|no) (?:one|two|three|four|\\d|a|b|c)";
const RELATION =
  "(?:contract|agreement|cooperation|collaboration|retainer|engagement|relationship|partnership|subscription|mandate|arrangement|package|membership|plan with you|account with you|our account|my account|work together|working together|working with you|services?)";
const END =
  "(?:end|ending|terminate|terminating|cancel|cancell?ing|discontinue|discontinuing|quit|stop|stopping|close|leave|leaving|exit|withdraw from|withdraw|withdrawing from|get out of|dissolve|wind down|step back from|opt out of)";
const ELSEWHERE =
  "(?:another|a different|someone else|somebody else|a cheaper|a new|an other|a competitor|other)(?: (?:agency|provider|supplier|consultant|freelancer|designer|developer|company|firm|partner|solution|direction|people))?";
const TARGET =
  "(?: (?:with|to|on|onto|into) (?:it|this|that|(?:the )?(?:next|rest|work|project|implementation|production|roll ?out|printing|print|launch|build|plan|publication|delivery)(?: \\w+)?| this version)| accordingly| as (?:it is|is|planned|proposed|discussed|suggested|it stands|they are)| please| then| now| thanks?.*| thank you.*| right away| from (?:our|my) (?:side|end)| asap)*$";
const PROCEED =
  "(?:proceed|go ahead|go on|go live|carry on|crack on|move on|move forward|move ahead|continue|run with (?:it|this|that)|ship(?: it| this)|publish(?: it| this| them)?|finali[sz]e(?: it| this| them)?|launch(?: it| this)?|release(?: it| this)?|(?:send|get|put|roll) (?:it|this|them) (?:out|live|online|out the door)|make (?:it|this) live|close this(?: one)?|take it like this|implement(?: it| this)?|print(?: it| this| them)|keep it (?:exactly )?(?:as it is|as is|like this|this way)|leave it (?:exactly )?(?:as it is|as is|like this)|go with (?:it|this|this version|this one|that one|that version)|use (?:it|this) as it is|(?:move|go|get) (?:\\w+ )?to the next (?:step|phase|stage))";
const GOOD =
  "(?:perfect|great|excellent|fantastic|brilliant|wonderful|spot on|fab|fabulous|superb|beautiful|just right|exactly right|terrific|marvellous|awesome)";
const ALTERING =
  "(?:change|replace|swap|remove|delete|add|update|adjust|fix|correct|edit|rename|resize|shorten|rewrite|rephrase|reword|enlarge|darken|lighten|crop|translate|adapt|include|insert|mention|reorder|rearrange|restructure|redo|rework|revise|tweak|amend|modify|simplify|condense|trim|expand|split|merge|drop|lose|omit|ditch|scrap|cut|take out|take (?:\\w+ ){1,4}(?:out|off)|tone down|tone (?:\\w+ ){1,4}down|cut (?:\\w+ ){1,3}down|bring (?:\\w+ ){1,4}forward|leave out|say \\w+ (?:\\w+ )?not|make (?:it|this|them|the|our|that)(?: \\w+){0,5} (?:shorter|longer|bigger|smaller|larger|bolder|darker|lighter|clearer|simpler|friendlier|warmer|shorter|less \\w+|more (?:formal|personal|technical|concise|detailed|friendly|specific|readable))|(?:bigger|smaller|larger|shorter|longer|clearer|simpler))";
const HARM =
  "(?:unacceptable|not acceptable|a disgrace|disgraceful|a joke|ridiculous|outrageous|terrible|appalling|rubbish|garbage|awful|dreadful|shocking|not good enough|beyond a joke|unprofessional|most unprofessional|disrespectful|out of line|a shambles|useless|insulting|an insult|pathetic)";

export const SENSES_EN: Senses = {
  preamble:
    /^(?:(?:and|but|so|well|ok|okay|also|then|yes|yeah|yep|no|hi|hello|fyi|btw|tbh|honestly|frankly|sadly|unfortunately|sorry|actually|anyway|finally|just|please note that|please be informed that|kindly note that|kindly note|i am afraid|we regret to inform you that|i regret to inform you that|i regret to say|we are sorry to say|i have to say|i must say|(?:just |only )?(?:a )?(?:quick|short|brief) (?:note|line|word|message|email|mail) to (?:say|let you know|confirm|tell you)(?: that)?|(?:i |we )?(?:just |only )?(?:wanted|writing|want|would like|wish) to (?:say|let you know|confirm|inform you|tell you)(?: that)?|(?:this is|i am writing|we are writing|this email is|this mail is) to (?:confirm|inform you|let you know|say|tell you)(?: that)?|just to (?:let you know|confirm|say)(?: that)?|we herewith inform you that|we hereby inform you that|i can confirm(?: that)?|we can confirm(?: that)?|heads up|one thing|two things|a few things|one request for the future|thanks for (?:this|that)|thank you for (?:this|that)|as i said|as discussed|after (?:\w+ ){1,6}(?:board|team|discussion|consideration|thought|years))(?: |$))+/u,
  accepts: assertions(
    "(?:i|we|board|committee|team|management|partners) (?:\\w+ ){0,6}?(?:accept|accepts|accepted|approve|approves|approved|adopt|adopted|endorse|sign off(?: on)?|signed off(?: on)?|sign (?:\\w+ ){1,3}off|signed (?:\\w+ ){1,3}off)(?= (?:it|this|that$|the|your|our|everything|all|them|both|version|document|draft|without|as it)|$)(?! (?:your|the|an|my|our) (?:apolog\\w+|invitation|invite|excuses?|responsib\\w+|meeting|budget|cookies))",
    "consider (?:it|this|that|the \\w+|the \\w+ \\w+) (?:as )?(?:signed off|approved|accepted|done and dusted|final|done|a yes)|(?:take|see|regard|consider) (?:this|it)(?: \\w+)? as (?:my|our|a) (?:\\w+ )?(?:approval|acceptance|sign ?off|yes)|(?:has|have) (?:my|our) (?:\\w+ )?(?:approval|blessing|consent|ok|okay)|(?:approval|sign ?off|acceptance|consent) (?:is )?(?:granted|given|hereby given)|it is a (?:\\w+ )?yes (?:from|for)|in (?:full )?agreement with (?:it|this|the)",
    "confirm (?:the |our |my )?(?:acceptance|approval|sign ?off)",
    "(?:this|that|here) is (?:our|my) (?:\\w+ ){0,2}(?:ok|okay|yes|approval|acceptance|go ahead|green light|sign ?off|consent)|^green light$",
    "you have (?:my|our) (?:\\w+ ){0,2}(?:ok|okay|approval|blessing|go ahead|consent|green light|yes|agreement)",
    "(?:agree|agreed) (?:to|with) (?:it|this|that|all|everything|all of it)(?= |$)|(?:i am|we are) agree\\w* with|(?:giving|give|gives|gave|grant|granting) (?:you )?(?:our|my|the|a|full|formal) (?:\\w+ )?(?:approval|consent|ok|okay|go ahead|sign ?off|yes)|happy for (?:this|it) to be (?:final|the final \\w+|done)|(?:taking|take|takes) it (?:just )?as (?:is|it is|it stands)|(?:take|count|read) (?:that|this) as (?:a|my|our) (?:\\w+ )?yes|consider (?:it|this) (?:\\w+ )?(?:like )?accepted|yes (?:\\w+ )?take it as it is|it is a yes$|sign (?:it|this|that) off",
    "(?:green light|thumbs up|go ahead|full approval|big yes|yes) (?:from|on) (?:me|us|our side|my side|our end|my end|here|the whole team|everyone|everybody|finance)(?: and from me)?",
    "(?:it|this|that|document|guide|report|everything|draft|the \\w+|the \\w+ \\w+) (?:is|are|has been|have been) (?:hereby |now |fully |officially )?(?:approved|accepted|signed off)(?! for payment)",
    "(?:glad|pleased|delighted|happy) to (?:approve|accept|sign|adopt)",
    "^(?:confirmed|accepted|approved|signed off|agreed and approved)(?: by us| from us| no.*| thanks?.*| with thanks)?$",
    "that is the one|we will take it|we are taking it|we are good to go|good to go$|ready to go from (?:our|my) (?:side|end)",
  ),
  proceeds: assertions(
    "(?:you can |please |^)(?:tick|check|cross) (?:it|this|that) off(?: the list| your list)?$",
    `(?:^|please |kindly |so |then |you can |you may |you are free to |feel free to |let us |and |ok to |okay to |good to |fine to |clear to |free to |for you to |from us to |from me to |ok |)(?:now |please |just )?(?<![\\p{L}] to )${PROCEED}${TARGET}`,
  ),
  praises: words(
    `(?:^|i |we |everyone |everybody |all |both |and )(?:all |both |really |absolutely |just |totally |simply |also )*(?:love|adore) (?:it|this|everything|every bit of it|the result)(?: so much| to bits)?$`,
    `(?:it|this|everything|all of it|result|whole thing|(?:the|your) \\w+(?: \\w+)?|^) ?(?:is|looks|reads|feels|came out|turned out) (?:\\w+ ){0,2}${GOOD}`,
    "(?:exactly|just|precisely) (?:what|how|as|the way) (?:we|i) (?:\\w+ )?(?:wanted|needed|asked for|had in mind|hoped for|imagined|pictured|were looking for|was looking for)",
    "(?:^|is |it is |this is |that is |you |absolutely )(?:spot on|nailed it|hit the nail on the head)",
    "(?:i am|we are|all|both|very|really|more than|completely|perfectly|absolutely|entirely|^)(?: \\w+)? (?:happy|satisfied|fine|delighted|thrilled|pleased|over the moon|obsessed) with (?:it|this|everything|that|all of it|everything in it|the result|the outcome|the \\w+(?: \\w+)?$|the \\w+(?: \\w+)?(?= and))(?: as it is| as it stands)?(?! apart| except)",
    "^(?:happy|fine|very happy|all fine|all good|good) (?:with (?:it|this|that)|for me|for us|from (?:our|my) side|by (?:me|us))",
    "(?:and )?(?:so am i|so are we|me too|as are we|as am i)$",
    "everything (?:is )?(?:fine|good|in order|perfect|as it should be)",
    "(?:would not|do not|please do not|did not|will not|can not find anything to) (?:change|touch|alter|want to change|wish to change)(?: (?:a|one|any) (?:thing|word|bit)| anything| a single word)?$|could not be happier|(?:it|this|all|everything) is ready to (?:go|go out|publish|print|ship|launch)$",
    "nothing (?:to|i would|we would) (?:change|add|correct|complain about)|no (?:further |more |other )?(?:objections?|changes|comments|notes|remarks|edits|corrections)(?: (?:needed|required|necessary|at all))?(?: (?:from|on) (?:our|my|the) .*)?$",
  ),
  part: words(
    "(?:first|second|third|last|middle|other|most|some|much) (?:of it|part|bit|half|page|section|chapter|version|one|paragraph|slide)|(?:bits?|parts?|half|beginning|start|ending|intro|introduction|headline|title|layout|tone|colou?rs?|structure|direction|idea|concept|pictures?|photos?|page|section|chapter|style|font|cover|summary|approach|basis|design of|rest) ?(?:of it|part|bit|half|page|section|chapter|version|is|are|of the)?",
  ),
  wavers: words(
    "not (?:\\w+ )?(?:sure|certain|convinced|decided|persuaded)|unsure|undecided|(?:i|we) (?:guess|suppose|reckon)|i guess|guess so|sort of|kind of|kinda|somehow|somewhat|in two minds|on the fence|torn|(?:do not|can not|could not) (?:know|decide|say|tell|judge|make up|put my finger)|mixed (?:feelings|reactions|views)|were mixed|mostly|largely|by and large|more or less|maybe|perhaps|possibly|probably|could be|might (?:work|be|do)|may be|let me think|let us (?:think|see|sleep)|sleep on it|think (?:about it|it over|on it|about this)|need to (?:think|digest|check|discuss|ask|run|talk|speak|look|read)|have to (?:think|digest|check|discuss|ask|read)|want to (?:think|sleep|check)|will have (?:a|another) look|have a (?:closer|proper|better) look|come back to you|get back to you|let you know|see what|we will see|wait (?:for|until|and see)|rather wait|subject to|depends|depending|first glance|first sight|first look|first impression|quick look|quick glance|skimmed|glanced|on my phone|(?:did not|have not|not yet|have not yet) (?:\\w+ )?(?:finish|finished|read|get to|got to|run|seen|checked|looked|managed|had)|half ?way|less convinced|feels? off|something (?:is )?(?:missing|off|wrong)|is missing something|digest|up to you|as you (?:like|wish|think)|if you think so|if you say so|you are the expert|whatever|yes and no|not bad|don t hate|do not hate|would not say|good basis|interesting|so far|for now|in principle|in theory|on the whole|overall|i think|we think|(?:i|we) will (?:review|read|look|check|study|share|pass|discuss|go through|have to|need|double check)|will (?:review|double check)|take a look|my colleague will|growing on|lean(?:ing)? towards|not my call|in theory|park this|hold on to|good start|great start|lovely start|nice start|ish|inclined|not (?:\\w+ ){0,3}what (?:i|we) (?:\\w+ )?(?:expected|had in mind|imagined|wanted|asked)|expected something|hmm+|hm|meh|so so|certainly colou?rful|a bit flat|just me|more or less|ask me again",
  ),
  vague: words(
    "pop|pops|oomph|wow|punch|pizzazz|zing|zest|spice|spark|sexy|jazz(?:y|ier)?|je ne sais quoi|vibes?|feel|edgier|(?:make it|make this|a bit|somehow|needs? to be|could be|be) (?:\\w+ )?(?:better|nicer|different|more (?:exciting|interesting|modern|fresh|dynamic|us|like us|special))|something (?:else|different|more|fresh|new)|somehow|something",
  ),
  alters: words(
    `(?:^|please |kindly |just |also |then |and |but |or |you |could |can |to |first )(?:please |kindly |just |also |maybe |perhaps |still )*(?<!(?:nothing|anything|not|happy|able) to )${ALTERING}`,
    "(?:^|please |kindly |just )(?:also )?use (?:the|our|a|this) (?!\\w+ (?:address|mail|email|account))",
    "(?:should|must|needs? to|has to|have to|ought to|want (?:it|this|them|that)|(?:it|them|this) to) (?:\\w+ )?be (?:\\w+ )?(?:\\w+ed|rewritten|redone|cut|taken out|split|put|moved|shorter|longer|bigger|smaller|larger|less \\w+|more \\w+)",
    "(?:\\w+ ){1,4}(?:has|have|needs?) to (?:go|come out|come first|come last|start|begin|mention|say|read|match|include)|must (?:start|begin|go|read|say|include|mention)|(?:should|ought to) (?:come (?:first|last)|go|read|say|start|begin|mention|include)",
    "needs? (?:\\w+ ){1,6}(?:added|removed|changed|fixed|corrected|replaced|updated|shortened|translated|moved|split)|(?:must|has to|have to|needs? to|should) be (?:shown|written|seen|set out|spelt out|spelled out)",
    "(?:needs?|need) (?:another round|our|a new|the new|more|less|the right|the correct|to (?:be|say|read|mention|match))",
    "(?:would like|want|wants|prefer|like|have|need|wanted|would have) (?:\\w+ ){1,7}(?:rather than|instead|instead of|and not|not in|changed|different|to be (?:more|less|a bit|\\w+er)|removed|added|split|replaced|shorter|longer|bigger|smaller|here)",
    "(?:send|resend|share) (?:\\w+ ){0,4}(?:new|revised|updated|corrected|amended|fresh) (?:version|one|draft|copy|file)|(?:at most|no more than|max|maximum|maximum of|up to) (?:\\w+ ){1,2}(?:pages?|sentences|words|lines|slides|bullet points?)",
    "(?:would|d) rather (?:have|see|use)|(?:one|only one|one small|one minor) (?:correction|change|tweak|amendment|edit)|(?:do not|no longer) want (?:\\w+ ){1,5}(?:in there|in it|in the|mentioned|on the|on page)",
    "(?:do|make) (?:\\w+ ){0,3}(?:modifications?|corrections?|changes|amendments|tweaks|edits)|following (?:modifications?|corrections?|changes|amendments|tweaks|edits)|(?:two|three|a few|few|some|small|minor|several) (?:\\w+ )?(?:modifications?|corrections?|changes|amendments|tweaks|edits)",
  ),
  faults: words(
    "(?:is|are|was|were|has|still|reads?|sounds?|looks?|feels?) (?:\\w+ ){0,3}(?:wrong|incorrect|outdated|out of date|misspelled|misspelt|spelled wrong|spelt wrong|dead|broken|the old (?:one|ones)|old one|last year s|missing|too \\w+|unclear|like (?:a|an) \\w+|not (?:up to date|correct|right))",
    "wrong (?:date|name|address|number|logo|figure|price|title|year|picture|photo|version)|typos?|(?:do|does) not match|not match ours|(?:is|are) not (?:ours|mine|our (?:own )?\\w+)|can not (?:use|accept|approve|sign off|sign) (?:\\w+ ){0,3}(?:like this|like that|as it is|in this form|this way)|too (?:long|wordy|short|formal|technical|thin|small|big|dark)|old (?:one|logo|address|name) (?:is )?still",
  ),
  optional: words(
    "you know$|wonder(?:ing)? (?:whether|if)|another direction|or (?:maybe |perhaps )?(?:not|leave it|leave|keep)|up to you|or keep it|or is that just me|not sure|no idea|i do not know|just me",
  ),
  when: words(
    DAYS,
    CLOCK,
    DATE,
    CHOICE,
    "half an hour|an hour|(?:mon|tue|tues|wed|thu|thur|thurs|fri)(?! \\w+ed)|this one$",
  ),
  suits: words(
    "works?|suits?|ok|okay|fine|good|great|perfect|best|better|ideal|free|available|convenient|possible|impossible|prefer|choose|chose|take|pick|go for|go with|confirmed?|book|booked|in for|count me in|see you|see u|speak|talk|looking forward|can not|double booked|clash\\w*|busy|manage|make it|meet|instead|how about|what about|could we|can we|shall we|let us|reschedule|move|push|shift|postpone|cancel|bring|delay|later|earlier|invitation|join|call|meeting|appointment|session|slot|it is",
  ),
  meets: words(
    "reschedul\\w+|postpone (?:our|the|it)|running late|book (?:me|us) in|count (?:me|us) in|same time (?:as|again)|(?:start|begin|meet|talk|speak) (?:\\w+ ){0,4}(?:later|earlier)|(?:push|move|bring|put|shift) (?:\\w+ ){0,5}(?:back|forward)(?: by| an hour| to)?|(?:speak|talk|see you) then|(?:half an hour|\\d+ minutes|an hour) for a (?:call|chat|meeting)|(?:any other|another|some other|other) (?:time|day|slot|date)s?|^(?:number|option|slot) (?:one|two|three|\\d)",
  ),
  pays: words(
    "^(?:all )?paid(?: up| now)?$|(?:i|we|been|was|were|have|has|just|is|already|it|^|finally) ?(?:\\w+ ){0,2}(?:paid|transferred|wired|settled|remitted)(?! (?:for (?!\\d)|attention|by your))|paid (?:\\w+ )?(?:straight away|today|yesterday|in full|on|by)|(?:sent|send|wire|transfer|transferring|paying) (?:\\w+ ){0,2}(?:money|funds|amount)|payment (?:for|sent|done|made|released|executed|run|confirmation|advice|is|was|has|of|went|will)|(?:for|the|your|our|release|release the) payment|processed (?:your|the) (?:bill|invoice)|money (?:is|went|for|has)|(?:your|the|our|this|that) (?:bill|invoices?)|outstanding (?:amount|balance|invoice)|settled (?:everything|up)|(?:the|our|your|bank) transfer|went out with|payment run|remittance|remitted|receipt for|instal?ments|bank (?:account|transfer)",
  ),
  parts: assertions(
    `(?:we|i|us|me|company|board) (?:\\w+ ){0,9}?${END} (?:\\w+ ){0,3}${RELATION}`,
    `(?:please|kindly|hereby|^) ?${END} (?:our|the|my|this|your) (?:\\w+ ){0,3}${RELATION}`,
    `(?:please )?(?:close|end|stop|cancel|terminate) (?:our|my) (?:\\w+ ){0,2}(?:account|package|subscription|plan|contract|collaboration|membership)`,
    `notice (?:\\w+ ){0,6}(?:to )?(?:of )?${END.replace("(?:", "(?:termination|cancellation|")}`,
    "(?:please )?(?:stop|cease|end) (?:all |any )?(?:work|activities|everything) (?:for us|on our (?:side|behalf)|as of|immediately)",
    "(?:decided|made up (?:our|my) minds?|have|going|choosing|chosen) (?:\\w+ )?to (?:leave|move on|go elsewhere|look elsewhere)(?! (?:it|this|that|the|out))",
    "(?:treat|take|see|regard) this as (?:our |my |a )?(?:\\w+ )?(?:notice|cancellation|termination)|^we are done(?: here)?$",
    "part ways|parting ways|part company|go (?:our|my) separate ways|(?:say|saying|said) (?:our )?goodbye|(?:our|the|my) (?:last|final) (?:order|month|day|project|week|quarter)(?: (?:with you|together)|$)|be our (?:last|final)|pulling the plug|call it a day|call it quits|i quit|we are out$|time (?:for us )?to move on",
    "(?:bring|take|bringing|taking|do|doing|handle) (?:\\w+ ){1,3}in ?house|hired (?:\\w+ ){1,3}in ?house|(?:hired|found) (?:\\w+ )?(?:a cheaper|another|a different) (?:agency|provider|supplier|consultant|firm|company|solution|partner)",
    `(?:we|i|us) (?:\\w+ ){0,9}?(?:go|going|switch|switching|move|moving|change|changing|leave) (?:\\w+ )?(?:with|to|over to|on to|for|in|into|you for) ${ELSEWHERE}`,
    "no longer (?:need|require|want) (?:you|your)|will leave you(?: at|$)",
    "(?:give|giving|gave|hereby give|serve|hand in) (?:\\w+ )?notice",
    "(?:as|is|consider (?:this|it)(?: \\w+)?(?: as)?) (?:our|my|a|the) (?:\\w+ )?(?:cancellation|termination|notice of (?:termination|cancellation))",
  ),
  parting: words(
    `(?:${END.slice(3, -1)}|terminated|cancelled) (?:\\w+ ){0,4}${RELATION}`,
    "(?:not|never|no longer|against) (?:\\w+ ){0,5}(?:renew|renewing|renewal|extend(?:ing)?|continue|continuing|carry on|carrying on|prolong|go on with|work with you|working with you|work together|working together|need your|need you)(?: (?!(?:the )?(?:deadline|text|page|section|with version))\\w+|$)",
    "part ways|parting|separate ways|goodbye|farewell|last (?:order|month|day|invoice) (?:with|together)|final (?:month|order|invoice)|in ?house|call it (?:a day|quits)|the plug|not working out|notice period|notice of|formal notice|give notice|cancellation|termination|our exit|get out of|clos(?:e|ing) (?:our|the|my) (?:account|company|business|shop|doors)|out of business|insolven\\w*|bankrupt\\w*|go(?:ing)? (?:in )?a different direction|another (?:agency|provider|supplier|consultant)|someone else|somebody else|move on to (?:some|another|other)\\w*|moving on|we are out|leave you|leaving you|do not invoice|stopp?ing there|stop there|stop the|cheaper solution|his own people|her own people|their own people|winding down|(?:decided|minds?) to (?:leave|go elsewhere)|draw a line|quit|withdraw|days notice|(?:our|my|this is) notice|terminat\\w*|(?:to|do (?:i|we)|we|i) cancel$|contract (?:\\w+ )?ends?|end (?:of )?(?:our|the) contract|end it|without (?:you|your|external|outside) ?(?:help|support|services)?$|not need (?:you|your)|(?:no longer|do not) have the budget|shut(?:ting)? down|stop (?:charging|billing|invoicing)|something new$|see a future|keep working with|working with you|reconsider\\w*|(?:this|it|that|everything) ourselves|not coming back|step(?:ping)? away|our last day|part with you",
  ),
  complains: assertions(
    "(?:i am|we are|i was|we were|i feel|we feel|am|are|feel|i remain|makes me|left us|left me) (?:\\w+ ){0,4}(?:disappointed|unhappy|dissatisfied|frustrated|annoyed|upset|angry|furious|fed up|shocked|let down|ignored|livid|sick of|tired of|appalled|irritated|speechless|embarrassed|losing patience)",
    "(?:i am|we are|am|are|i was|we were|my team is|team is|boss is|ceo is) (?:\\w+ ){0,2}(?:not|far from) (?:\\w+ ){0,2}(?:happy|satisfied|pleased|amused|impressed)(?! with the (?:wording|title|headline|colou?r|font|picture|photo|tone|layout|intro))",
    `(?:this|that|it|which|behaviou?r|service|quality|result|communication|treatment|work) (?:\\w+ ){0,4}${HARM}`,
    "(?:had|have had) enough of|lost (?:all |my |our )?patience|(?:my|our) patience is|patience is wearing|at the end of my patience|wits end|last straw",
    "(?:this|it) (?:is|was) (?:\\w+ )?(?:not what (?:we|i) (?:paid|pay|signed up|ordered)|the (?:second|third|fourth|fifth) time)",
    "(?:service|quality|communication|support|result|work) (?:\\w+ ){0,4}(?:very |really |extremely |so |is )(?:poor|bad|slow|sloppy|disappointing)|nothing but (?:trouble|problems|hassle)|(?:is|was|it is) (?:\\w+ ){0,2}(?:a mess|useless|worthless)|(?:are|am|feel|feels?) (?:\\w+ ){0,2}(?:neglected|forgotten|overlooked|taken for granted|sidelined)|find (?:that|this|it) (?:\\w+ )?(?:poor|weak|sad|unacceptable|disappointing)|gone downhill|expected (?:\\w+ ){0,2}(?:better|more)|not impressed|full of (?:mistakes|errors)",
    "(?:nobody|no one|you never) (?:\\w+ ){0,2}(?:answers?|answered|repl\\w+|calls?|called|responds?|responded|gets? back|got back|told (?:me|us))",
    "breach of trust|no way to treat|rude to|can not rely on|can not trust|money back|make up for (?:it|this)|cost us (?:a|our|the)",
  ),
  displeased: words(
    "disappoint\\w*|unhappy|dissatisf\\w*|frustrat\\w*|annoy\\w*|furious|angry|fed up|let down|upset|unacceptable|unprofessional|rubbish|garbage|crap|sloppy|careless|awful|terrible|appalling|pathetic|disgrace\\w*|ridiculous|outrageous|rude|insult\\w*|embarrass\\w*|complain\\w*|complaint|(?<!your )patience|excuses|downhill|not (?:at all )?(?:happy|impressed|satisfied|pleased|amused|good enough|acceptable)|(?:not|never) what (?:we|i) (?:paid|pay|signed up|ordered)|poor (?:quality|service|work)|very (?:bad|poor)|too late|(?:always|again|still) late|is late|late again|(?:wrong|late|broken|missing|forgotten|mistakes?|errors?) again|again (?:\\w+ )?(?:wrong|late|missing|nothing)|still (?:\\w+ )?(?:waiting|nothing|no (?:reply|answer|response|news|sign))|(?:this is|is|now|already|for) (?:\\w+ )?the (?:second|third|fourth|fifth|umpteenth) time|(?:second|third|fourth|fifth|umpteenth) (?:time|deadline) (?:now|that|in a row|already|this|i|we)|(?:two|three|four|several|my) (?:\\w+ )?reminders?|chase|chased|chasing|no (?:reply|answer|response) (?:from|to|since|yet|received)|received no (?:reply|answer|response)|nobody (?:answers|replies|calls|told|responds|got back|seems)|you never (?:call|answer|reply|respond|get back)|never (?:called|answered|replied|responded|got back)|forgot(?:ten)? (?:us|about us)|ignored|ignoring|(?:were|was|been|you) promised|takes? forever|it has been (?:a|two|three|four|\\d+) (?:week|month)s?|wasted?|empty hands|empty handed|let us down|money back|breach of trust|seriously|wtf|wth|ffs|bloody|damn|hell|out of line|can not rely|unhelpful|thanks for nothing|you said (?:\\w+ )?(?:it would|you would|monday|tuesday|wednesday|thursday|friday|today|tomorrow|last|by)|paying for|is this a joke|a joke|why do (?:i|we) (?:always|have to|still)|remind you|charged twice|(?:weeks?|days|months?) late|incomplete|(?:an|another|more|the same) errors?|with errors|far too high|too expensive for|overcharg\\w*|expectations?|had hoped|hoped for more|priority for you|confidence in|value for (?:the )?money|for (?:this|the|that much) money|finally (?:get|got|answer|reply|hear|send)|once again|could do better|quality of (?:what|your|the)|without asking|how can you|how could you|such a simple|talk about the quality|wrong person|(?:not|never) (?:\\w+ )?proofread|anybody (?:even )?proofread|(?<!(?:would|will|could|might|workshop|it) )cost us|make up for|dissatisfaction|hurtful|fobbed off|unacceptably|embarass\\w*",
  ),
  away: words(
    "out of (?:the |my )?(?:office|country|town)|(?:i am|we are|am|are|i will be|we will be|currently|be|^|still) (?:\\w+ ){0,3}on (?:\\w+ ){0,2}(?:leave|vacation|holidays?|honeymoon|sabbatical|jury duty|a (?:business )?trip)|on (?:vacation|holiday|annual leave|leave|sick leave|my honeymoon|jury duty) (?:until|till|through|from|this|next|now|and|with|at)|^on (?:vacation|holiday|leave)|(?:maternity|paternity|parental|sick|annual) leave|sabbatical|(?:am|are|be|currently) (?:(?!stepping|moving|walking|backing|staying)\\w+ )?away (?:from|until|till|this|next|all|on|for)|away from my desk|(?:i am|we are|am|be|^) (?:\\w+ )?off (?:sick|work|today|this week|next week|until|till)|(?:out|off) sick|not (?:working|at my desk|available|reachable|in the office|in) (?:this|today|until|till|at|on|next|all)|not at my desk|absent|(?:during|in) my absence|(?:no|limited|sporadic|little|restricted) (?:access|internet|connection)|(?:slow|late|delayed|delays? in) (?:\\w+ )?(?:repl\\w+|respon\\w+|answers?)|replies will be (?:slow|late|delayed)|automatic reply|auto ?reply|auto ?response|automated (?:reply|response)|days off|gone fishing|not in the office|unable to (?:respond|reply|answer)|not (?:be )?(?:back )?at (?:my|our) desks?|back at (?:my|our) desks?|unattended mailbox|is travell?ing and|(?:into|in) hospital|closed between the holidays|unavailable (?:until|till|from|between)|reachable again|(?:will|shall) (?:answer|reply|respond|get back to you|read your \\w+) (?:\\w+ ){0,3}(?:after|from|when|upon|on my return)|back at my desk|office (?:is|will be|remains) (?:\\w+ )?closed|(?:we are|we will be) closed (?:for|until|till|from|between|on|over)|when i (?:am back|return)|until my return|due to illness",
  ),
  everAfter: words(
    "from now(?: on)?|from here on(?: out| in)?|from today(?: on)?|in (?:the )?future|for (?:the |all )?future|going forward|henceforth|hereafter|as a (?:general |standing |basic )?rule|standing rule|in general|generally|every time|each time|every time after|whenever|always|never|not ever|any ?more|any longer|at all times|by default|make it a habit|goes for all|all of them|every (?:report|document|text|email|mail|invoice|meeting|call|version|draft)|everything you (?:write|send)|all (?:your |our |my |the )?(?:invoices|reports|documents|mails|emails|texts|meetings|calls|correspondence|future \\w+)|our meetings|keep (?:\\w+ ){1,3}(?:in cc|copied|in copy|in the loop) on (?:everything|all)",
  ),
  wishes: words(
    "please|kindly|could you|can you|would you|can we|could we|could every|can all|may i ask|may we ask|i ask|we ask|prefer|preferred|would prefer|want|would like|would be (?:great|good|nice|helpful) if|like (?:dates|it|them|to have|to get)|should|must|goes out|goes for|make sure|^(?:never|always|not ever|do not ever|do not|use|keep|send|copy|call|put|write|deliver)|i would like",
  ),
  stops: words(
    "unsubscribe|opt (?:me |us )?out|^stop$|^stop (?:it|this|now|please)$|^remove(?: me| us)?$|^please remove(?: me| us)?$",
    "(?:take|remove|delete|cross|strike|drop|erase|get|leave) (?:me|us|my|our|this|the) ?(?:\\w+ ){0,4}?(?:off|from|out of) (?:\\w+ ){0,3}(?:list|lists|database|records|mailing|newsletter|distribution|contacts|system|mailings)",
    "(?:take|cross|strike) (?:me|us|my name|our name) off|(?:delete|remove|erase) (?:my|our) (?:\\w+ ){0,2}(?:address|email|e mail|mail|details|data|contact|name)",
    "(?:stop|quit|cease|refrain from|no more) (?:\\w+ ){0,3}?(?:emailing|mailing|writing|contacting|messaging|spamming|bothering|pestering|sending me|sending us|emails|mails|e mails|messages|newsletters|communication|contact|spam)(?! about)",
    "(?:do not|never|not|please not|must not|should not) (?:\\w+ )?(?:contact|email|e mail|mail|write to|message|bother|approach|follow up|send me|send us) ?(?:me|us|with me|with us|anything|any)? ?(?:\\w+ )?(?:again|any ?more|any further|anything else|ever|in (?:the )?future|any longer)|(?:do not|please not) follow up$|not follow up",
    "no (?:further|more) (?:e ?mails?|mails?|e mails?|messages|letters|contact|newsletters|communication|advertising|correspondence)|rather not (?:receive|get|hear)|not (?:wish|want|like) to (?:receive|hear|get|be contacted)|not (?:receive|want) (?:these|those|this|your (?:mails|emails|newsletter))|not hearing from you|hear from you (?:again|any)|not to hear from you|leave (?:me|us) alone|do not want (?:these|your)|not want to be contacted",
    "(?:object|objection) (?:\\w+ ){0,2}to (?:\\w+ ){0,5}(?:data|advertising|marketing|processing)|withdraw (?:my|our) consent|(?:for|to) (?:advertising|marketing) purposes|never (?:agreed|signed up|subscribed|asked for)",
    "(?:not|no) (?:interested|interest)(?: (?:at all|in this|thanks|thank you|please))?$|written to (?:me|us) (?:\\w+ )?(?:\\w+ )?times(?: now)?|is spam|report (?:this|you) (?:as|for) spam",
  ),
  received: words(
    "^(?:it |that |this |all |everything |well |safely |duly )*(?:received|arrived|noted|understood|got it|got them|copy that|came through|acknowledged)(?: it| them| well| safely| with thanks| with many thanks)?(?: thanks.*| thank you.*)?$|^all (?:clear|understood)(?: now)?$|that is all (?:i|we) needed|good to know|thanks? for (?:letting me know|confirming|the info|the information|the update|the heads up)|for the information",
  ),
  grateful: words(
    "grateful|obliged|gratitude|thankful|appreciate(?:d|s)?|can not thank you|thank|thanks|cheers|gracias|ta very much|so kind of you|very kind|in your debt|sincere thanks|warm wishes",
  ),
  narrates: words(
    "^(?:i|we|my \\w+ and i|our team|the (?:whole |entire )?(?:team|board|committee|management|partners)|my (?:team|boss|colleagues?|partner)|our (?:board|ceo|team)|everyone|everybody|finance) (?:\\w+ ){0,5}?(?:read|reviewed|reviewing|checked|looked|look|went through|been through|gone through|go through|discussed|considered|sat down|showed|went over|gone over|was over|shared|seen|saw|presented|talked|studied|examined|circulated|opened|resolved|agreed|voted|decided to (?:accept|adopt|approve|go ahead)|had (?:a |the |some )?(?:chance|time|look|read)|came back|were|got to|agrees?|loves?|loved|likes?|liked|is (?:happy|obsessed|delighted|thrilled|excited))",
    "^(?:read|reviewed|checked(?: (?:it|this|that))?|looked at|went through|had (?:time|a read|a look|a good look|another look|a chance)|been through) (?:it|this|that|them|everything|the|to|through|last|this|on|in|at)|can not believe how (?:quick|fast|well|good)",
    "^(?:attached|please find|please see) ",
  ),
  chats: words(
    "weekend|weather|holidays?|vacation|kids|children|family|lake|heat|rain|sunshine|snow|the sun|cat|dog|garden|school run|mum|mom|train|coffee|christmas|easter|birthday|football|hope (?:you|all|the|your|this)|trust (?:you|this|all)|hope this|hope you|finds you|lovely (?:day|chat|to)|nice to (?:see|hear|meet|talk)|say hi|regards to|greetings|wishes|have a (?:good|great|nice|lovely|fab)|happy (?:friday|monday|new year|easter|christmas)|well deserved|how are you|how is it going|long time|the move|congratulations|enjoy(?:ed)?|keep up|well done|good job|great job|nice work|great work|good work|lovely work|good stuff|looking forward|speak soon|talk soon|(?:crazy|busy|long|hectic|mad) (?:week|day|month|time)|the silence|took (?:me|us) so long|my laptop|short notice|the sun|sunburnt",
  ),
  contrast: words(
    "but|however|though|although|except|apart from|other than|unless|if|yet|until|almost|nearly|only|still|rather|instead|otherwise|even so|problem|issue|concern\\w*|wrong|missing|worr\\w*|too(?= \\w)",
  ),
};
