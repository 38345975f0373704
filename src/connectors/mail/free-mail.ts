/**
 * Mail domains that anybody can have an address at: sharing one says nothing about who somebody works for.
 * Before: scope.ts knows the sender's domain. After: it suggests no client by it.
 */
const FREE_MAIL: ReadonlySet<string> = new Set(
  `gmail.com googlemail.com gmx.de gmx.net gmx.at gmx.ch gmx.com gmx.org gmx.eu web.de email.de mail.de freenet.de t-online.de
  magenta.de arcor.de vodafone.de vodafonemail.de kabelmail.de online.de 1und1.de posteo.de posteo.net mailbox.org tutanota.com
  tutanota.de tuta.com tuta.io outlook.com outlook.de outlook.at outlook.fr outlook.es outlook.it hotmail.com hotmail.de
  hotmail.co.uk hotmail.fr hotmail.it hotmail.es live.com live.de live.co.uk live.nl live.fr msn.com passport.com yahoo.com yahoo.de
  yahoo.co.uk yahoo.fr yahoo.it yahoo.es yahoo.ca yahoo.com.br yahoo.co.in yahoo.co.jp ymail.com rocketmail.com aol.com aol.de
  aim.com icloud.com me.com mac.com protonmail.com protonmail.ch proton.me pm.me fastmail.com fastmail.fm hey.com zoho.com
  zohomail.com zohomail.eu mail.com email.com usa.com europe.com inbox.com mail.ru bk.ru list.ru inbox.ru yandex.ru yandex.com
  rambler.ru ukr.net bluewin.ch hispeed.ch sunrise.ch aon.at chello.at a1.net orange.fr wanadoo.fr free.fr laposte.net sfr.fr
  neuf.fr bbox.fr libero.it virgilio.it tiscali.it alice.it tin.it terra.es telefonica.net ziggo.nl kpnmail.nl planet.nl xs4all.nl
  telenet.be skynet.be proximus.be telia.com bredband.net online.no wp.pl o2.pl onet.pl interia.pl seznam.cz centrum.cz
  centrum.sk azet.sk btinternet.com sky.com virginmedia.com talktalk.net ntlworld.com comcast.net verizon.net att.net sbcglobal.net
  bellsouth.net cox.net charter.net earthlink.net juno.com optonline.net rogers.com shaw.ca sympatico.ca bigpond.com
  optusnet.com.au xtra.co.nz qq.com 163.com 126.com sina.com foxmail.com naver.com daum.net hanmail.net rediffmail.com uol.com.br
  bol.com.br terra.com.br hushmail.com mailfence.com runbox.com duck.com simplelogin.com relay.firefox.com
  privaterelay.appleid.com`.split(/\s+/),
);

/** Whether anybody can have an address at this domain (lower-cased, ASCII). */
export function isFreeMail(domain: string): boolean {
  return FREE_MAIL.has(domain);
}
