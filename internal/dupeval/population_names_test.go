package main

// The pools of names that populations are made of: the first of a pair is in
// the original script where that is not Latin. Frequent ones come first.
var people = []culture{
	{
		region: "GB", weight: 40,
		women:   []string{"Emma", "Olivia", "Sarah", "Jessica", "Charlotte", "Emily", "Katherine", "Elizabeth", "Rebecca", "Victoria", "Jennifer", "Samantha", "Amanda", "Megan", "Rachel", "Hannah", "Laura", "Chloe", "Grace", "Zoe", "Imogen", "Freya", "Naomi", "Tamsin", "Beatrice", "Harriet", "Phoebe", "Kylie", "Heather", "Gemma"},
		men:     []string{"James", "John", "Robert", "Michael", "William", "David", "Thomas", "Daniel", "Matthew", "Andrew", "Christopher", "Joseph", "Benjamin", "Samuel", "Edward", "Richard", "Nicholas", "Oliver", "George", "Harry", "Jack", "Callum", "Connor", "Dylan", "Ethan", "Gareth", "Owen", "Rhys", "Stuart", "Trevor"},
		start:   []string{"Smi", "Jon", "Hart", "Wil", "Brow", "Tay", "Dav", "Wil", "Evan", "Thom", "John", "Rob", "Walk", "Wrigh", "Whit", "Edw", "Hugh", "Gre", "Hall", "Lew", "Harr", "Clar", "Pat", "Jack", "Wood", "Turn", "Mart", "Coop", "Hill", "War", "Mor", "Moo", "Clay", "Bax", "Fen", "Penn", "Ash", "Thorn", "Black", "Stan"},
		end:     []string{"th", "es", "ley", "liams", "n", "lor", "ies", "son", "s", "pson", "ston", "erts", "er", "t", "e", "ards", "en", "bury", "ford", "ham", "well", "worth", "wick", "ton", "field", "dale", "by", "cott", "stead", "ridge"},
		cities:  []string{"London", "Leeds", "Bristol", "Manchester", "Glasgow", "Cardiff", "Norwich", "Exeter", "Sheffield", "Nottingham"},
		streets: []string{"Street", "Road", "Lane", "Avenue"},
		mobile:  "7", national: "0", code: "+44", digits: 10,
	},
	{
		region: "DE", weight: 20,
		women:   []string{"Anna", "Julia", "Katharina", "Lena", "Sabine", "Ursula", "Monika", "Petra", "Franziska", "Johanna", "Heike", "Birgit", "Ingrid", "Jürgine", "Käthe", "Svenja", "Wiebke", "Margarete", "Elisabeth", "Annette"},
		men:     []string{"Thomas", "Stefan", "Andreas", "Michael", "Jürgen", "Wolfgang", "Günter", "Matthias", "Johannes", "Friedrich", "Uwe", "Dieter", "Jörg", "Björn", "Lukas", "Felix", "Torsten", "Ralf", "Karsten", "Alexander"},
		start:   []string{"Mül", "Schmi", "Schnei", "Fisch", "Web", "Mey", "Wag", "Beck", "Hoff", "Schäf", "Koch", "Bau", "Richt", "Klei", "Wolf", "Schrö", "Neu", "Schwar", "Zimmer", "Krü", "Lang", "Hart", "Wer", "Brau", "Köh", "Her", "Wal", "Grün", "Bött", "Dre"},
		end:     []string{"ler", "dt", "der", "er", "mann", "ner", "s", "bauer", "feld", "stein", "berg", "hold", "ing", "ig", "ke", "ger", "le", "meister", "schmied", "haus"},
		cities:  []string{"Berlin", "Hamburg", "München", "Köln", "Leipzig", "Dresden", "Bremen", "Freiburg"},
		streets: []string{"straße", "weg", "allee", "platz"},
		mobile:  "151", national: "0", code: "+49", digits: 11,
	},
	{
		region: "PL", weight: 12,
		women:   []string{"Katarzyna", "Małgorzata", "Agnieszka", "Zofia", "Ewa", "Magdalena", "Joanna", "Aleksandra", "Barbara", "Elżbieta", "Łucja", "Grażyna", "Beata", "Kinga", "Wiktoria"},
		men:     []string{"Piotr", "Krzysztof", "Andrzej", "Tomasz", "Paweł", "Michał", "Łukasz", "Grzegorz", "Mateusz", "Wojciech", "Jakub", "Zbigniew", "Kamil", "Dariusz", "Rafał"},
		start:   []string{"Kowal", "Nowak", "Wiśniew", "Wójcic", "Kamiń", "Lewandow", "Zieliń", "Szymań", "Woźniac", "Dąbrow", "Kozłow", "Jankow", "Mazur", "Krawczyc", "Piotrow", "Grabow", "Pawłow", "Michal", "Adamczyc", "Wieczor", "Jabłoń", "Majew", "Olszew", "Stęp", "Malinow"},
		end:     []string{"ski", "czyk", "ek", "icz", "iak", "owicz", "ewski", "owski", "ik", "arz"},
		cities:  []string{"Warszawa", "Kraków", "Łódź", "Wrocław", "Poznań", "Gdańsk"},
		streets: []string{"ulica", "aleja"},
		mobile:  "60", national: "", code: "+48", digits: 9,
	},
	{
		region: "UA", weight: 12, cyrillic: true,
		women:   []string{"Олена/Olena", "Ірина/Iryna", "Наталія/Nataliia", "Оксана/Oksana", "Тетяна/Tetiana", "Юлія/Yuliia", "Марія/Mariia", "Світлана/Svitlana", "Анастасія/Anastasiia", "Людмила/Liudmyla", "Дарина/Daryna", "Соломія/Solomiia"},
		men:     []string{"Олександр/Oleksandr", "Сергій/Serhii", "Андрій/Andrii", "Володимир/Volodymyr", "Дмитро/Dmytro", "Микола/Mykola", "Іван/Ivan", "Юрій/Yurii", "Михайло/Mykhailo", "Ігор/Ihor", "Тарас/Taras", "Богдан/Bohdan"},
		start:   []string{"Шевч/Shevch", "Бонд/Bond", "Ткач/Tkach", "Кравч/Kravch", "Коваль/Koval", "Олій/Oliin", "Полі/Poli", "Лис/Lys", "Марч/March", "Савч/Savch", "Мельн/Meln", "Гонч/Honch", "Дяч/Diach", "Рома/Roma", "Панас/Panas", "Захар/Zakhar", "Мороз/Moroz", "Петр/Petr", "Гаврил/Havryl", "Кузьм/Kuzm"},
		end:     []string{"енко/enko", "ук/uk", "арчук/archuk", "ик/yk", "ів/iv", "чук/chuk", "іцький/itskyi", "яненко/ianenko", "ович/ovych", "ило/ylo"},
		cities:  []string{"Київ/Kyiv", "Львів/Lviv", "Харків/Kharkiv", "Одеса/Odesa"},
		streets: []string{"Street"},
		mobile:  "67", national: "0", code: "+380", digits: 9,
	},
	{
		region: "ES", weight: 8, double: true,
		women:   []string{"María", "Carmen", "Lucía", "Pilar", "Dolores", "Isabel", "Cristina", "Ángeles", "Teresa", "Rocío", "Inés", "Begoña"},
		men:     []string{"José", "Antonio", "Manuel", "Francisco", "Javier", "Carlos", "Ángel", "Rafael", "Íñigo", "Álvaro", "Jesús", "Pedro"},
		start:   []string{"Gar", "Mart", "Ló", "Sán", "Pé", "Góm", "Fern", "Díaz", "Álv", "Mor", "Rom", "Nav", "Tor", "Dom", "Gil", "Vá", "Ser", "Ram", "Blan", "Cas"},
		end:     []string{"cía", "ínez", "pez", "chez", "rez", "ez", "ández", "arez", "eno", "ero", "arro", "res", "ínguez", "bert", "quez", "rano", "os", "co", "tro", "illo"},
		cities:  []string{"Madrid", "Barcelona", "Sevilla", "Valencia", "Málaga"},
		streets: []string{"Calle", "Avenida"},
		mobile:  "6", national: "", code: "+34", digits: 9,
	},
	{
		region: "CN", weight: 8,
		women:   []string{"秀英", "丽", "静", "敏", "艳", "芳", "娜", "桂英", "玉兰", "婷婷", "雪梅", "佳怡"},
		men:     []string{"伟", "强", "磊", "军", "勇", "杰", "涛", "明", "超", "志强", "建国", "浩然"},
		start:   []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧"},
		end:     []string{""},
		cities:  []string{"北京", "上海", "广州", "深圳"},
		streets: []string{"路", "街"},
		mobile:  "138", national: "", code: "+86", digits: 11,
	},
}

// shortForms are the nicknames that the population uses.
var shortForms = map[string]string{
	"Katherine": "Kate", "Elizabeth": "Liz", "Rebecca": "Becky", "Victoria": "Vicky", "Jennifer": "Jen", "Samantha": "Sam", "Jessica": "Jess",
	"James": "Jim", "Robert": "Bob", "Michael": "Mike", "William": "Bill", "David": "Dave", "Thomas": "Tom", "Daniel": "Dan", "Matthew": "Matt",
	"Andrew": "Andy", "Christopher": "Chris", "Joseph": "Joe", "Benjamin": "Ben", "Samuel": "Sam", "Edward": "Ted", "Richard": "Dick",
	"Nicholas": "Nick", "Oliver": "Ollie", "Alexander": "Alex", "Małgorzata": "Gosia", "Katarzyna": "Kasia", "Zofia": "Zosia", "Francisco": "Paco",
}
