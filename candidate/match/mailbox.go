package match

// roleMailbox reports whether a local part without dots and dashes names a
// function rather than a person. The list was compiled for this package: the
// mailboxes of RFC 2142 and what companies use besides.
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
