package match

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLatin(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"case", "JANE Doe", "jane doe"},
		{"spaces", "  Jane \t Doe\u00a0 ", "jane doe"},
		{"full width", "Ｊａｎｅ", "jane"},
		{"ligature", "ﬁona", "fiona"},
		{"composed and decomposed", "Jose\u0301", "jose"},
		{"sharp s", "Weiß", "weiss"},
		{"capital sharp s", "WEIẞ", "weiss"},
		{"letters without decomposition", "Łukasz Sørensen Đorđe", "lukasz sorensen dorde"},
		{"Turkish", "Işık İnönü", "isik inonu"},
		{"Vietnamese", "Nguyễn Thị Đức", "nguyen thi duc"},
		{"Russian", "Юрий Щербаков", "yuriy shcherbakov"},
		{"Russian, decomposed", "Юрии\u0306", "yuriy"},
		{"Ukrainian", "Євген Їжак", "yevgen yizhak"},
		{"Serbian", "Ђорђе Љубић", "djordje ljubic"},
		{"Greek", "Γιώργος Παπαδόπουλος", "giorgos papadopoulos"},
		{"Greek pairs", "Ευάγγελος Μπούρας", "evangelos bouras"},
		{"Greek, in capitals", "ΓΙΩΡΓΟΣ", "giorgos"},
		{"Chinese stays", "李小龍", "李小龍"},
		{"Arabic stays", "محمد", "محمد"},
		{"Hindi keeps its marks", "रवि", "रवि"},
		{"Korean stays", "김철수", "김철수"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, latin(fold(tt.in))) })
	}
}

func TestSoundMakesSpellingsMeet(t *testing.T) {
	for _, same := range [][]string{
		{"kowalczyk", "kovalchyk", "kowalczik"},
		{"serhii", "sergiy", "sergij", "serhij"},
		{"mueller", "muller", "muler"},
		{"philip", "filip", "phillip"},
		{"yulia", "julia", "iuliia"},
		{"schmidt", "shmidt", "szmidt"},
		{"wasilewicz", "vasilevich"},
		{"alexander", "aleksander"},
	} {
		for _, s := range same {
			require.Equal(t, sound(same[0]), sound(s), "%s and %s", same[0], s)
		}
	}
	for _, apart := range [][2]string{{"anna", "hanna"}, {"meyer", "bauer"}, {"jan", "jon"}, {"smith", "smits"}} {
		require.NotEqual(t, sound(apart[0]), sound(apart[1]), "%s and %s", apart[0], apart[1])
	}
}

func TestParseName(t *testing.T) {
	type want struct {
		given, surname string
		generation     uint8
	}
	tests := []struct {
		name, whole, given, surname string
		want                        want
	}{
		{"in parts", "", "Jane", "Doe", want{"jane", "doe", 0}},
		{"whole", "Jane Doe", "", "", want{"jane", "doe", 0}},
		{"parts before the whole", "Janie D.", "Jane", "Doe", want{"jane", "doe", 0}},
		{"the whole where a part is missing", "Jane Doe", "", "Doe", want{"jane", "doe", 0}},
		{"surname first", "Doe, Jane", "", "", want{"jane", "doe", 0}},
		{"title", "Prof. Dr. Jane Doe", "", "", want{"jane", "doe", 0}},
		{"title in the given name", "", "Dr Jane", "Doe", want{"jane", "doe", 0}},
		{"degrees", "Jane Doe, MBA, PhD", "", "", want{"jane", "doe", 0}},
		{"junior", "John Smith Jr.", "", "", want{"john", "smith", 2}},
		{"junior after a comma", "John Smith, Jr.", "", "", want{"john", "smith", 2}},
		{"junior with the surname", "", "John", "Smith Jr", want{"john", "smith", 2}},
		{"junior, surname first", "Smith Jr, John", "", "", want{"john", "smith", 2}},
		{"senior", "John Smith Sr", "", "", want{"john", "smith", 1}},
		{"the third", "John Smith III", "", "", want{"john", "smith", 3}},
		{"middle name", "Jane Mary Doe", "", "", want{"janemary", "doe", 0}},
		{"hyphens", "Anne-Marie Smith-Jones", "", "", want{"annemarie", "smithjones", 0}},
		{"double-barrelled, in parts", "", "Anne-Marie", "Smith-Jones", want{"annemarie", "smithjones", 0}},
		{"an article with a hyphen", "Omar al-Rashid", "", "", want{"omar", "rashid", 0}},
		{"a hyphen by itself", "Jane - Doe", "", "", want{"jane", "doe", 0}},
		{"another hyphen", "Jane Smith\u2010Jones", "", "", want{"jane", "smithjones", 0}},
		{"Dutch particles", "Jan van der Berg", "", "", want{"jan", "berg", 0}},
		{"particles in parts", "", "Jan", "van der Berg", want{"jan", "berg", 0}},
		{"Arabic article", "", "Omar", "al-Rashid", want{"omar", "rashid", 0}},
		{"nothing but particles", "", "Anh", "Le", want{"anh", "le", 0}},
		{"apostrophe", "", "Sinéad", "O’Brien", want{"sinead", "obrien", 0}},
		{"one name", "Suharto", "", "", want{"", "suharto", 0}},
		{"Chinese, whole", "李小龍", "", "", want{"", "李小龍", 0}},
		{"a title is all there is", "Dr", "", "", want{"", "dr", 0}},
		{"Phil is a name", "Phil Collins", "", "", want{"phil", "collins", 0}},
		{"Don is a name", "Don Jones", "", "", want{"don", "jones", 0}},
		{"Ma is a name", "Jack Ma", "", "", want{"jack", "ma", 0}},
		{"Ma is a degree after a comma", "Jane Doe, MA", "", "", want{"jane", "doe", 0}},
		{"Dr. phil.", "Dr. phil. Jane Doe", "", "", want{"jane", "doe", 0}},
		{"a degree and no given name", "Weber, MBA", "", "", want{"", "weber", 0}},
		{"Pere is a name", "", "Pere", "Puig", want{"pere", "puig", 0}},
		{"Junior is a name", "", "Junior", "Silva", want{"junior", "silva", 0}},
		{"Senior is a surname", "", "Ann", "Senior", want{"ann", "senior", 0}},
		{"Senior is a surname, whole", "Ann Senior", "", "", want{"ann", "senior", 0}},
		{"a given name that is a particle elsewhere", "", "Ben James", "Lee", want{"benjames", "lee", 0}},
		{"particles amid given names", "", "María de los Ángeles", "Puig", want{"mariaangeles", "puig", 0}},
		{"Bin", "", "Bin Li", "Wang", want{"binli", "wang", 0}},
		{"Abd", "", "Abd Rahman", "Haddad", want{"abdrahman", "haddad", 0}},
		{"punctuation", "...", "", "", want{"", "", 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := parseName(tt.whole, tt.given, tt.surname)
			require.Equal(t, tt.want, want{n.given.joined, n.surname.joined, n.generation})
		})
	}
}

func TestParseEmail(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"as it is", "jane@north.example", "jane@north.example"},
		{"case and blanks", " Jane@North.Example ", "jane@north.example"},
		{"tag", "jane+jobs@north.example", "jane@north.example"},
		{"dots elsewhere stay", "jane.doe@north.example", "jane.doe@north.example"},
		{"dots of gmail", "jane.doe@gmail.com", "janedoe@gmail.com"},
		{"googlemail", "Jane.Doe+x@googlemail.com", "janedoe@gmail.com"},
		{"dots alone", "...@gmail.com", "...@gmail.com"},
		{"international domain", "jane@bücher.example", "jane@xn--bcher-kva.example"},
		{"in its ASCII form", "jane@XN--BCHER-KVA.example", "jane@xn--bcher-kva.example"},
		{"apple", "jane@me.com", "jane@icloud.com"},
		{"nothing but a tag", "+jobs@north.example", "+jobs@north.example"},
		{"no domain", "jane@", ""},
		{"no local part", "@north.example", ""},
		{"no address", "jane", ""},
		{"two", "a@b.example,c@d.example", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, ok := parseEmail(tt.in)
			require.Equal(t, tt.want != "", ok)
			require.Equal(t, tt.want, e.address)
		})
	}
	for address, role := range map[string]bool{"info@x.example": true, "no-reply@x.example": true, "jobs+1@x.example": true, "jane@x.example": false} {
		e, _ := parseEmail(address)
		require.Equal(t, role, e.role, address)
	}
	for address, public := range map[string]bool{"a@yahoo.co.uk": true, "a@web.de": true, "a@gmail.com": true, "a@yahooligan.example": false, "a@north.example": false} {
		e, _ := parseEmail(address)
		require.Equal(t, public, e.public, address)
	}
}

func TestParsePhone(t *testing.T) {
	type want struct {
		country      int
		digits, tail string
		mobile       bool
	}
	mobile := want{44, "7911123456", "11123456", true}
	tests := []struct {
		name, in, region string
		want             want
	}{
		{"international", "+44 7911 123456", "", mobile},
		{"international, of another region", "+44 7911 123456", "DE", mobile},
		{"with 00", "0044 7911 123456", "", mobile},
		{"with 00, in a region", "0044 7911 123456", "DE", mobile},
		{"with the trunk's zero", "+44 (0)7911 123456", "", mobile},
		{"national", "07911 123456", "GB", mobile},
		{"national, of no region", "07911 123456", "", want{0, "7911123456", "11123456", false}},
		{"punctuation", "(07911) 123-456", "GB", mobile},
		{"full width", "＋44 7911 123456", "", mobile},
		{"fixed line", "030 901820", "DE", want{49, "30901820", "30901820", false}},
		{"extension", "+44 7911 123456 ext. 12", "", mobile},
		{"extension, x", "07911 123456x12", "GB", mobile},
		{"extension, #", "07911 123456 #12", "GB", mobile},
		{"extension in a URL", "tel:+44-7911-123456;ext=12", "", mobile},
		{"extension, of no region", "07911 123456 x12", "", want{0, "7911123456", "11123456", false}},
		{"a word with an x before", "Fax: 07911 123456", "GB", mobile},
		{"Arabic digits", "٠٧٩١١ ١٢٣٤٥٦", "GB", mobile},
		{"Hindi digits, of no region", "०७९११ १२३४५६", "", want{0, "7911123456", "11123456", false}},
		{"too short", "12", "GB", want{}},
		{"none", "n/a", "GB", want{}},
		{"a stand-in", "000 000 000", "", want{}},
		{"another stand-in", "1111111111", "", want{}},
		{"long nonsense", strings.Repeat("1", 65), "GB", want{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, ok := parsePhone(tt.in, tt.region)
			require.Equal(t, tt.want != want{}, ok)
			require.Equal(t, tt.want, want{p.country, p.digits, p.tail, p.mobile})
		})
	}
}

func TestPhonesIn(t *testing.T) {
	tests := []struct {
		name, in, region string
		want             []string
	}{
		{"one", "07700 900123", "GB", []string{"7700900123"}},
		{"two", "07700900123 / 020 7946 0123", "GB", []string{"7700900123", "2079460123"}},
		{"with a comma", "07700 900123, 020 7946 0123", "GB", []string{"7700900123", "2079460123"}},
		{"with a semicolon", "07700 900123;020 7946 0123", "", []string{"7700900123", "2079460123"}},
		{"an area code with a stroke", "030/901820", "DE", []string{"30901820"}},
		{"a mobile one's", "0171/1234567", "DE", []string{"1711234567"}},
		{"an extension", "tel:+44-7911-123456;ext=12", "", []string{"7911123456"}},
		{"none", "/", "GB", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range phonesIn(tt.in, tt.region) {
				got = append(got, p.digits)
			}
			require.Equal(t, tt.want, got)
		})
	}
}

func TestParseProfile(t *testing.T) {
	tests := []struct {
		name, in string
		network  network
		id       string // empty for nobody's
	}{
		{"LinkedIn", "https://www.linkedin.com/in/jane-doe-1a2b/", linkedIn, "jane-doe-1a2b"},
		{"LinkedIn in another country", "http://de.linkedin.com/in/Jane-Doe-1a2b?trk=x#about", linkedIn, "jane-doe-1a2b"},
		{"LinkedIn without scheme", "linkedin.com/in/jane-doe-1a2b", linkedIn, "jane-doe-1a2b"},
		{"LinkedIn escaped", "https://linkedin.com/in/jos%C3%A9", linkedIn, "josé"},
		{"LinkedIn of old", "https://www.linkedin.com/pub/ann-lee/5/4b/3a1", linkedIn, "ann-lee-3a14b5"},
		{"LinkedIn in a language", "https://www.linkedin.com/in/jane-doe-1a2b/de", linkedIn, "jane-doe-1a2b"},
		{"a company on LinkedIn", "https://www.linkedin.com/company/north", elsewhere, ""},
		{"LinkedIn's front page", "https://www.linkedin.com", elsewhere, ""},
		{"GitHub", "https://github.com/JaneDoe", gitHub, "janedoe"},
		{"GitHub's tab", "https://github.com/JaneDoe/?tab=repositories", gitHub, "janedoe"},
		{"a repository", "https://github.com/golang/go", elsewhere, "github.com/golang/go"},
		{"another of the same owner", "https://github.com/golang/tools", elsewhere, "github.com/golang/tools"},
		{"a page in a repository", "https://github.com/janedoe/tool/issues?q=1", elsewhere, "github.com/janedoe/tool/issues?q=1"},
		{"GitHub's own page", "https://github.com/features", elsewhere, ""},
		{"GitHub's own pages", "https://github.com/orgs/golang/people", elsewhere, ""},
		{"GitHub's front page", "https://github.com", elsewhere, ""},
		{"a snippet", "https://gist.github.com/janedoe/1a2b", elsewhere, "gist.github.com/janedoe/1a2b"},
		{"one's own page on LinkedIn", "https://www.linkedin.com/in/me/", elsewhere, ""},
		{"LinkedIn's example", "linkedin.com/in/your-profile", elsewhere, ""},
		{"a name that is a page elsewhere", "linkedin.com/in/sponsors", linkedIn, "sponsors"},
		{"Xing", "https://www.xing.com/profile/Jane_Doe5/cv", xing, "jane_doe5"},
		{"Xing in Germany", "http://www.xing.de/profile/Jane_Doe5", xing, "jane_doe5"},
		{"Xing's newer form", "https://www.xing.com/people/Jane_Doe5", xing, "jane_doe5"},
		{"a company on Xing", "https://www.xing.com/pages/north", elsewhere, ""},
		{"a site", "https://www.Jane.example/", elsewhere, "jane.example"},
		{"a page", "http://jane.example/CV/", elsewhere, "jane.example/cv"},
		{"a page with a query", "http://pages.example/who?id=5", elsewhere, "pages.example/who?id=5"},
		{"not LinkedIn", "https://notlinkedin.com/in/jane", elsewhere, "notlinkedin.com/in/jane"},
		{"no host", "https:///jane", elsewhere, ""},
		{"a word", "jane", elsewhere, ""},
		{"nonsense", "http://[::1", elsewhere, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, ok := parseProfile(tt.in)
			require.Equal(t, tt.id != "", ok)
			if ok {
				require.Equal(t, tt.id, p.id)
				require.Equal(t, tt.network, p.network)
			}
		})
	}
}

func TestParseBirth(t *testing.T) {
	tests := []struct {
		in, region string
		want       birth
	}{
		{"1990-04-01", "", birth{1990, 4, 1}},
		{"1990-04", "", birth{1990, 4, 0}},
		{"1990", "", birth{1990, 0, 0}},
		{"19900401", "", birth{1990, 4, 1}},
		{"1990/4/1", "", birth{1990, 4, 1}},
		{"1.4.1990", "", birth{1990, 4, 1}},
		{"04/01/1990", "", birth{1990, 1, 4}},
		{"04/01/1990", "US", birth{1990, 4, 1}},
		{"12/25/1990", "", birth{1990, 12, 25}},
		{"25/12/1990", "US", birth{1990, 12, 25}},
		{"4/1990", "", birth{1990, 4, 0}},
		{"1 April 1990", "", birth{1990, 4, 1}},
		{"April 1, 1990", "", birth{1990, 4, 1}},
		{"1st Apr 1990", "", birth{1990, 4, 1}},
		{"31st of March 1990", "", birth{1990, 3, 31}},
		{"April 1990", "", birth{1990, 4, 0}},
		{"1972-95-18", "", birth{1972, 95, 18}},
		{"", "", birth{}},
		{"unknown", "", birth{}},
		{"90", "", birth{}},
		{"1.4.90", "", birth{1990, 4, 1}},
		{"4/1/90", "US", birth{1990, 4, 1}},
		{"1.4.19", "", birth{2019, 4, 1}},
		{"1.4.20", "", birth{1920, 4, 1}},
		{"90-04-01", "", birth{1990, 4, 1}},
		{"199004", "", birth{1990, 4, 0}},
		{"199013", "", birth{}},
		{"010490", "", birth{}},
		{"1990-04-01T00:00:00Z", "", birth{1990, 4, 1}},
		{"19900401T000000Z", "", birth{1990, 4, 1}},
		{"1990-04-01 00:00", "", birth{1990, 4, 1}},
		{"00:00", "", birth{}},
		{"١٩٩٠-٠٤-٠١", "", birth{1990, 4, 1}},
		{"1990年4月1日", "", birth{1990, 4, 1}},
		{"1990年04月", "", birth{1990, 4, 0}},
		{"1990년 4월 1일", "", birth{1990, 4, 1}},
		{"1er avril 1990", "", birth{1990, 4, 1}},
		{"1º de abril de 1990", "", birth{1990, 4, 1}},
		{"1. Dezember 1990", "", birth{1990, 12, 1}},
		{"1 kwietnia 1990 r.", "", birth{1990, 4, 1}},
		{"1 апреля 1990 г.", "", birth{1990, 4, 1}},
		{"1900-01-01", "", birth{}},
		{"01/01/1901", "", birth{}},
		{"1970-01-01T00:00:00Z", "", birth{}},
		{"1970-01-02", "", birth{1970, 1, 2}},
		{"1970", "", birth{1970, 0, 0}},
		{"9999-12-31", "", birth{}},
		{"31.12.9999", "", birth{}},
		{"0001-01-01", "", birth{}},
		{"00.00.00", "", birth{}},
		{"0001-01-01T00:00:00Z", "", birth{}},
		{"１９９０-04-01", "", birth{1990, 4, 1}},
		{"99999999999999999999", "", birth{}},
		{"0000-00-00", "", birth{}},
	}
	for _, tt := range tests {
		t.Run(tt.in+" "+tt.region, func(t *testing.T) { require.Equal(t, tt.want, parseBirth(tt.in, tt.region)) })
	}
}

func TestStreetsAreComparedWithoutOrder(t *testing.T) {
	overlap := func(a, b string) float64 {
		x, y := parseAddress(a, "", "", "", ""), parseAddress(b, "", "", "", "")
		return x.street.overlap(&y.street)
	}
	tests := []struct {
		name, a, b string
		least      float64
	}{
		{"case and abbreviation", "6 Tullaroop Street", "6 TULLAROOP ST.", 1},
		{"order", "paul coe crescent ararat village", "ararat village paul coe crescent", 0.8},
		{"a part is missing", "6 learmonth drive robe community health", "6 learmonth drive", 0.99},
		{"typing error", "maltby circuit", "maltbby circuit", 0.8},
		{"spaces", "the shopping centre", "shoppingcentre", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.GreaterOrEqual(t, overlap(tt.a, tt.b), tt.least) })
	}
	require.Less(t, overlap("6 tullaroop street", "48 goldfinch circuit"), 0.5)
}
