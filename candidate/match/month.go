package match

import "strings"

// months are the beginnings of the names of months, folded and in Latin, in
// English, German, Dutch, the Scandinavian and Romance languages, Polish, Czech,
// Russian, Ukrainian, Greek, Hungarian, Finnish and Turkish. The list was compiled
// for this package. Where languages differ, as in listopad, the larger one counts.
var months = [12]string{
	"jan gen ene ian sty led yan sich tam oca janv",
	"feb fev febb lut uno fevr lyu helm sub fevro",
	"mar mrt mrz maa bre ber maal mart",
	"apr abr avr kwi dub kvit huh nis",
	"may mai maj mei mag kve kvet tra tou",
	"jun juin giu iyun iun ioun cze cervn cerven cher kes haz",
	"jul juil lug iyul iul ioul lip lyp cervenec cervenc hei tem",
	"aug ago aou avg sie srp ser elo agu avgou",
	"sep set wrz zar sen ver syy eyl sze",
	"oct okt out ott paz rij zho lok eki",
	"nov noi noy noe lis lys marras kas",
	"dec dez dic des gru pros dek hru jou ara",
}

// monthNamed returns the number of the month whose name begins a word longest,
// 0 for none.
func monthNamed(w string) int {
	month, most := 0, 0
	for i, names := range months {
		for name := range strings.FieldsSeq(names) {
			if len(name) > most && strings.HasPrefix(w, name) {
				month, most = i+1, len(name)
			}
		}
	}
	return month
}
