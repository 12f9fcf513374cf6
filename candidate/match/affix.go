package match

// The lists in this file were compiled for this package from forms of address,
// academic degrees and surname particles in everyday use; they are in the
// comparing form.

// title reports whether a word before a name is a form of address or a degree,
// and no name.
func title(w string) bool {
	switch w {
	case "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lady", "dr", "dra", "prof", "professor", "doctor", "rev", "fr",
		"herr", "frau", "hr", "dipl", "dkfm", "univ", "doz", "habil",
		"monsieur", "mme", "madame", "mlle", "maitre", "senor", "senora", "srta", "sra", "sr", "dona", "lic", "arq",
		"signor", "signora", "dott", "dottssa", "avv", "pani", "mgr", "inz", "shri", "smt", "ustad", "haji", "hajji":
		return true
	}
	return false
}

// laterTitle reports whether a word is a part of a title after another one, as
// in Dr. phil. and Dipl.-Ing.; before a name it may be one, Phil.
func laterTitle(w string) bool {
	switch w {
	case "ing", "mag", "med", "jur", "phil", "rer", "nat", "pol", "hc":
		return true
	}
	return false
}

// degree reports whether a word after a name is a degree or an honour, and no
// name.
func degree(w string) bool {
	switch w {
	case "phd", "dphil", "md", "mba", "msc", "bsc", "bs", "meng", "beng", "llm", "llb", "jd", "esq", "cpa", "cfa", "pmp", "rn",
		"mbe", "obe", "cbe", "mphil", "edd", "dds", "dvm", "fca", "aca", "acca", "dipl":
		return true
	}
	return false
}

// lateDegree reports whether a word after a comma is a degree; without it, it may
// be a name: Jack Ma.
func lateDegree(w string) bool {
	switch w {
	case "ma", "ba", "ms", "pe", "ing", "mag":
		return true
	}
	return degree(w)
}

// generation returns which bearer of a family's name a word after it tells of:
// 1 the elder, 2 the younger, 3 the third and so on; 0 tells nothing.
func generation(w string) uint8 {
	switch w {
	case "sr", "snr", "senior":
		return 1
	case "jr", "jnr", "junior", "ii", "2nd", "fils":
		return 2
	case "iii", "3rd":
		return 3
	case "iv", "4th":
		return 4
	}
	return 0
}

// particle reports whether a word belongs to the surname that follows it and is
// often dropped.
func particle(w string) bool {
	switch w {
	case "van", "von", "vom", "vander", "vanden", "der", "den", "de", "del", "della", "dello", "delle", "degli", "di", "da", "das", "do", "dos",
		"du", "des", "d", "la", "las", "le", "les", "los", "lo", "l", "el", "al", "ul", "ter", "ten", "te", "zu", "zum", "zur", "af", "av", "auf",
		"bin", "bint", "binti", "ibn", "ben", "bar", "abu", "abd", "y", "e", "st", "mac", "mc", "o", "ap", "san", "santa":
		return true
	}
	return false
}
