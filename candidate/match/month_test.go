package match

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMonthNamed(t *testing.T) {
	for language, names := range map[string]string{
		"English":            "January February March April May June July August September October November December",
		"English, shortened": "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec",
		"German":             "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
		"Austrian":           "Jänner Feber Mrz April Mai Juni Juli August September Okt Nov Dez",
		"Dutch":              "januari februari maart april mei juni juli augustus september oktober november december",
		"Swedish":            "januari februari mars april maj juni juli augusti september oktober november december",
		"Danish":             "januar februar marts april maj juni juli august september oktober november december",
		"Norwegian":          "januar februar mars april mai juni juli august september oktober november desember",
		"French":             "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
		"Spanish":            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
		"Portuguese":         "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
		"Italian":            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
		"Romanian":           "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
		"Polish":             "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
		"Czech":              "ledna února března dubna května června července srpna září října listopadu prosince",
		"Russian":            "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
		"Ukrainian":          "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
		"Greek":              "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
		"Hungarian":          "január február március április május június július augusztus szeptember október november december",
		"Finnish":            "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
		"Turkish":            "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
	} {
		t.Run(language, func(t *testing.T) {
			for i, n := range strings.Fields(names) {
				require.Equal(t, i+1, monthNamed(latin(fold(n))), "%s, in Latin %s", n, latin(fold(n)))
			}
		})
	}
	require.Zero(t, monthNamed("unknown"))
	require.Zero(t, monthNamed(""))
}
