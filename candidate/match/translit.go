package match

// toLatin transliterates single letters. Cyrillic follows the BGN/PCGN 1947,
// 1965 and 1979 systems where passports do, which is to say digraphs rather than
// the marks of ISO 9:1995; Greek follows ELOT 743 (1982), the basis of ISO 843.
// Letters that languages read differently (г, и, х) take the commonest reading,
// and sound makes the readings meet.
var toLatin = map[rune]string{
	// Latin letters that have no decomposition.
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i", 'ħ': "h", 'ŋ': "n", 'ŧ': "t", 'ə': "a",
	'ɓ': "b", 'ɗ': "d", 'ƙ': "k", 'ƴ': "y",

	// Russian.
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ё': "yo", 'ж': "zh", 'з': "z", 'и': "i", 'й': "y", 'к': "k", 'л': "l",
	'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh",
	'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya",
	// Ukrainian and Belarusian.
	'є': "ye", 'і': "i", 'ї': "yi", 'ґ': "g", 'ў': "u",
	// Serbian and Macedonian.
	'ђ': "dj", 'ј': "j", 'љ': "lj", 'њ': "nj", 'ћ': "c", 'џ': "dz", 'ѓ': "gj", 'ќ': "kj", 'ѕ': "dz",
	// Kazakh, Kyrgyz, Tatar, Mongolian and others.
	'қ': "k", 'ғ': "g", 'ң': "n", 'ө': "o", 'ү': "u", 'ұ': "u", 'һ': "h", 'ә': "a",

	// Greek.
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i", 'κ': "k", 'λ': "l", 'μ': "m", 'ν': "n",
	'ξ': "x", 'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'ς': "s", 'τ': "t", 'υ': "y", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o",
}

// greekPairs are the pairs of letters that ELOT 743 reads as one sound. An
// accent on the first of a pair, or a diaeresis on the second, keeps them apart:
// decomposed, a mark stands between the letters then or follows them.
var greekPairs = map[[2]rune]string{
	{'ο', 'υ'}: "ou", {'α', 'υ'}: "av", {'ε', 'υ'}: "ev", {'γ', 'γ'}: "ng", {'γ', 'χ'}: "nch", {'γ', 'ξ'}: "nx", {'μ', 'π'}: "b",
}
