package mailprovider

// international reports whether the provider has no country, or is known far
// beyond its own.
func international(domain string) bool {
	switch domain {
	case "gmail.com", "icloud.com", "aol.com", "aim.com", "msn.com", "passport.com", "windowslive.com", "protonmail.com", "protonmail.ch",
		"zoho.com", "zohomail.com", "zohomail.eu", "zohomail.in", "mail.com", "email.com", "usa.com", "myself.com", "consultant.com",
		"post.com", "europe.com", "engineer.com", "techie.com", "writeme.com", "iname.com", "cheerful.com", "dr.com", "workmail.com",
		"fastmail.com", "fastmail.fm", "fastmail.net", "fastmail.org", "sent.com", "tutanota.com", "tutanota.de", "tutamail.com", "tuta.com",
		"tuta.io", "keemail.me", "hey.com", "ymail.com", "rocketmail.com", "hushmail.com", "hush.com", "mailfence.com", "runbox.com",
		"startmail.com", "disroot.org", "riseup.net", "cock.li", "inbox.com", "lycos.com", "excite.com", "juno.com", "netzero.net",
		"netscape.net", "duck.com", "privaterelay.appleid.com", "mozmail.com", "simplelogin.com", "anonaddy.com", "anonaddy.me",
		"gmx.info", "gmx.org", "gmx.biz", "caramail.com", "pobox.com", "skiff.com", "onmail.com", "mailinator.com", "guerrillamail.com",
		"yopmail.com", "10minutemail.com", "temp-mail.org", "trashmail.com", "sharklasers.com":
		return true
	}
	return false
}

// europe reports whether the provider is one of Europe's.
func europe(domain string) bool {
	switch domain {
	case "web.de", "t-online.de", "magenta.de", "freenet.de", "arcor.de", "vodafone.de", "vodafonemail.de", "kabelmail.de", "posteo.de",
		"posteo.net", "mailbox.org", "mail.de", "email.de", "online.de", "versanet.de", "netcologne.de", "o2online.de", "lycos.de",
		"aon.at", "a1.net", "chello.at", "inode.at", "utanet.at", "bluewin.ch", "hispeed.ch", "sunrise.ch", "swissonline.ch", "vtxmail.ch",
		"orange.fr", "free.fr", "laposte.net", "wanadoo.fr", "sfr.fr", "neuf.fr", "bbox.fr", "club-internet.fr", "numericable.fr",
		"aliceadsl.fr", "voila.fr", "aol.fr", "libero.it", "virgilio.it", "tiscali.it", "alice.it", "tin.it", "tim.it", "inwind.it",
		"iol.it", "fastwebnet.it", "email.it", "pec.it", "legalmail.it", "aruba.it", "poste.it", "terra.es", "telefonica.net", "ono.com",
		"movistar.es", "orange.es", "sapo.pt", "mail.telepac.pt", "clix.pt", "netcabo.pt", "iol.pt",
		"wp.pl", "o2.pl", "onet.pl", "onet.eu", "op.pl", "poczta.onet.pl", "vp.pl", "interia.pl", "interia.eu", "poczta.fm", "gazeta.pl",
		"tlen.pl", "go2.pl", "buziaczek.pl", "seznam.cz", "email.cz", "post.cz", "centrum.cz", "centrum.sk", "volny.cz", "atlas.cz",
		"azet.sk", "zoznam.sk", "pobox.sk", "freemail.hu", "citromail.hu", "indamail.hu", "t-online.hu", "vipmail.hu",
		"mail.ru", "bk.ru", "list.ru", "inbox.ru", "internet.ru", "rambler.ru", "lenta.ru", "autorambler.ru", "myrambler.ru", "ro.ru",
		"narod.ru", "pochta.ru", "ukr.net", "i.ua", "meta.ua", "bigmir.net", "online.ua", "tut.by", "abv.bg", "mail.bg", "dir.bg", "inbox.lv",
		"inbox.lt", "inbox.eu", "mail.ee", "hot.ee", "online.ee", "delfi.lt", "net.hr", "siol.net", "t-2.net", "mts.rs",
		"eunet.rs", "sbb.rs", "in.gr", "otenet.gr", "forthnet.gr", "freemail.gr", "btinternet.com", "btopenworld.com", "virginmedia.com",
		"virgin.net", "blueyonder.co.uk", "sky.com", "talktalk.net", "tiscali.co.uk", "ntlworld.com", "plusnet.com", "plus.com", "aol.co.uk",
		"o2.co.uk", "freeserve.co.uk", "mail.co.uk", "eircom.net", "iol.ie", "ziggo.nl", "kpnmail.nl", "kpnplanet.nl", "planet.nl",
		"home.nl", "hetnet.nl", "xs4all.nl", "upcmail.nl", "chello.nl", "casema.nl", "quicknet.nl", "zonnet.nl", "tele2.nl", "online.nl",
		"telenet.be", "skynet.be", "proximus.be", "scarlet.be", "pandora.be", "pt.lu", "internet.lu", "telia.com", "comhem.se", "bredband.net",
		"tele2.se", "spray.se", "online.no", "broadpark.no", "frisurf.no", "tdcadsl.dk", "mail.dk", "mail.tele.dk", "stofanet.dk", "jubii.dk",
		"kolumbus.fi", "luukku.com", "elisanet.fi", "saunalahti.fi", "suomi24.fi", "pp.inet.fi", "simnet.is", "mynet.com", "ttmail.com":
		return true
	}
	return false
}

// elsewhere reports whether the provider is one of the Americas', Asia's,
// Africa's or Oceania's.
func elsewhere(domain string) bool {
	switch domain {
	case "comcast.net", "xfinity.com", "verizon.net", "att.net", "sbcglobal.net", "cox.net", "bellsouth.net", "charter.net", "spectrum.net",
		"rr.com", "roadrunner.com", "twc.com", "earthlink.net", "mindspring.com", "optonline.net", "optimum.net", "frontier.com",
		"frontiernet.net", "centurylink.net", "centurytel.net", "embarqmail.com", "q.com", "windstream.net", "suddenlink.net", "mchsi.com",
		"cableone.net", "wowway.com", "ameritech.net", "pacbell.net", "swbell.net", "prodigy.net", "prodigy.net.mx", "snet.net", "ptd.net",
		"rogers.com", "shaw.ca", "telus.net", "bell.net", "sympatico.ca", "videotron.ca", "videotron.qc.ca", "cogeco.ca", "eastlink.ca",
		"mts.net", "sasktel.net", "uol.com.br", "bol.com.br", "terra.com.br", "ig.com.br", "globo.com", "globomail.com", "oi.com.br",
		"zipmail.com.br", "r7.com", "terra.com", "fibertel.com.ar", "arnet.com.ar", "speedy.com.ar", "ciudad.com.ar", "vtr.net",
		"adinet.com.uy", "cantv.net", "telmex.com.mx", "une.net.co", "bigpond.com", "bigpond.net.au", "optusnet.com.au", "iinet.net.au",
		"internode.on.net", "tpg.com.au", "dodo.com.au", "westnet.com.au", "ozemail.com.au", "xtra.co.nz", "slingshot.co.nz", "orcon.net.nz",
		"vodafone.co.nz", "paradise.net.nz", "rediffmail.com", "rediff.com", "indiatimes.com", "sify.com", "in.com", "qq.com", "foxmail.com",
		"vip.qq.com", "163.com", "126.com", "yeah.net", "vip.163.com", "188.com", "sina.com", "sina.cn", "sina.com.cn", "sohu.com", "tom.com",
		"21cn.com", "139.com", "189.cn", "wo.cn", "aliyun.com", "263.net", "naver.com", "daum.net", "hanmail.net", "kakao.com", "nate.com",
		"korea.com", "dreamwiz.com", "docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "nifty.com", "biglobe.ne.jp",
		"ocn.ne.jp", "so-net.ne.jp", "dion.ne.jp", "plala.or.jp", "excite.co.jp", "infoseek.jp", "pchome.com.tw", "hinet.net", "seed.net.tw",
		"netvigator.com", "hkbn.net", "singnet.com.sg", "starhub.net.sg", "pacific.net.sg", "streamyx.com", "unifi.my", "tm.net.my",
		"vnn.vn", "fpt.vn", "walla.com", "walla.co.il", "netvision.net.il", "bezeqint.net", "012.net.il", "maktoob.com", "emirates.net.ae",
		"eim.ae", "chmail.ir", "mail.kz", "mweb.co.za", "telkomsa.net", "webmail.co.za", "vodamail.co.za", "iafrica.com", "lantic.net",
		"menara.ma", "orange.sn":
		return true
	}
	return false
}
