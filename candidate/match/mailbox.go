package match

import "strings"

// The lists in this file were compiled for this package: the mailboxes of RFC
// 2142 and what companies use besides, and the mail providers that hand out
// addresses to the public in the larger markets.

// roleMailbox reports whether a local part without dots and dashes names a
// function rather than a person.
func roleMailbox(local string) bool {
	switch local {
	case "info", "contact", "contacts", "kontakt", "hello", "office", "mail", "email", "admin", "administrator", "postmaster", "hostmaster",
		"webmaster", "abuse", "noc", "security", "support", "help", "helpdesk", "service", "services", "sales", "marketing", "billing",
		"accounts", "accounting", "finance", "hr", "humanresources", "jobs", "job", "career", "careers", "karriere", "bewerbung",
		"recruiting", "recruitment", "recruiter", "recruiters", "talent", "hiring", "cv", "cvs", "resume", "resumes", "candidates", "apply",
		"applications", "empleo", "rrhh", "emploi", "recrutement", "praca", "team", "noreply", "donotreply", "nobody", "none", "na",
		"test", "unknown", "reception", "enquiries", "inquiries", "general", "secretary", "sekretariat", "biuro", "buero", "bureau":
		return true
	}
	return false
}

// publicProvider reports whether anybody can have an address at the domain.
func publicProvider(domain string) bool {
	if name, rest, ok := strings.Cut(domain, "."); ok && rest != "" {
		switch name {
		case "yahoo", "hotmail", "outlook", "live", "gmx", "yandex": // in many countries
			return true
		}
	}
	switch domain {
	case "gmail.com", "icloud.com", "aol.com", "msn.com", "protonmail.com", "zoho.com", "mail.com", "fastmail.com", "tutanota.com",
		"hey.com", "web.de", "t-online.de", "freenet.de", "posteo.de", "mailbox.org", "orange.fr", "free.fr", "laposte.net", "wanadoo.fr",
		"sfr.fr", "libero.it", "virgilio.it", "tiscali.it", "alice.it", "wp.pl", "o2.pl", "onet.pl", "interia.pl", "seznam.cz", "centrum.cz",
		"mail.ru", "bk.ru", "list.ru", "inbox.ru", "rambler.ru", "ukr.net", "i.ua", "meta.ua", "abv.bg", "btinternet.com", "virginmedia.com",
		"sky.com", "talktalk.net", "ntlworld.com", "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "cox.net", "bellsouth.net",
		"rogers.com", "shaw.ca", "bigpond.com", "optusnet.com.au", "xtra.co.nz", "rediffmail.com", "qq.com", "163.com", "126.com", "sina.com",
		"naver.com", "daum.net", "hanmail.net", "docomo.ne.jp", "uol.com.br", "bol.com.br", "terra.com.br", "ziggo.nl", "kpnmail.nl",
		"telenet.be", "skynet.be", "bluewin.ch", "ymail.com", "rocketmail.com":
		return true
	}
	return false
}

// sameProvider returns the one name of a provider that has several.
func sameProvider(domain string) string {
	switch domain {
	case "googlemail.com":
		return "gmail.com"
	case "me.com", "mac.com":
		return "icloud.com"
	case "proton.me", "pm.me":
		return "protonmail.com"
	case "ya.ru", "yandex.com":
		return "yandex.ru"
	}
	return domain
}
