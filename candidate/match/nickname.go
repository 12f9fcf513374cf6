package match

import (
	"slices"
	"strings"
	"sync"
)

// nicknames are groups of given names that one person goes by: short and pet
// forms, and the forms that one name has in neighbouring languages where
// documents and people use either. Compiled by hand for this package from
// forms in everyday use in English, German, French, Spanish, Italian, Polish,
// Ukrainian, Belarusian and Russian; no published list was copied. A name may be
// in several groups.
var nicknames = [...]string{
	"alexander alex al alec sandy sasha aleksander aleksandr oleksandr aliaksandr alexandr alejandro alessandro alexandre xander oleks olek sascha",
	"alexandra alex sandra sandy sasha aleksandra oleksandra aliaksandra lexi alexa ola",
	"andrew andy drew andre andreas andrei andrey andrii andriy andrij andrzej andrea andres ondrej anders",
	"anthony tony antonio anton antoni antony antoine",
	"anna ann anne annie anita hanna hannah ganna nancy ania anya anka",
	"abigail abby abbie gail",
	"albert al bert bertie alberto",
	"alfred al alf alfie fred",
	"amanda mandy",
	"anastasia nastya anastasiia anastasiya stacy nastia",
	"arthur art artur arturo",
	"barbara barb babs basia barbora varvara",
	"benjamin ben benny benji",
	"bernard bernie bernhard",
	"bradley brad",
	"bohdan bogdan",
	"carl karl carlos karol karel charles carlo",
	"carol caroline carolyn carrie karolina carolina",
	"catherine cathy kate katie kathy kat katherine kathleen katharina katarzyna kasia kateryna katsiaryna ekaterina yekaterina katya katia caterina catalina cait caitlin",
	"charles charlie chuck chas carlos carl",
	"charlotte charlie lottie carlota",
	"christopher chris kit topher krzysztof christoph cristobal",
	"christian chris cristian christiaan",
	"christina chris chrissy tina christine krystyna kristina christiane khrystyna crista",
	"daniel dan danny danilo daniil danylo danila",
	"daria darya dasha dariia",
	"david dave davy dawid davyd",
	"deborah deb debbie debra",
	"dennis denis denny denys dzianis",
	"diana diane",
	"dmitri dmitry dmytro dzmitry dima dimitri dimitrios",
	"donald don donny",
	"dorothy dot dottie dorota dorothea",
	"douglas doug",
	"edward ed eddie ted teddy ned edvard eduard eduardo edouard",
	"elizabeth liz lizzie beth betty eliza elisabeth elzbieta lisa libby bess elisabetta isabel yelizaveta lizaveta liza",
	"eleanor ellie nell nora leonora elena",
	"emily em emilia emilie",
	"emma em",
	"eric erik erich eryk",
	"eugene gene evgeny yevhen evgeni yauheni jewgeni zhenya eugen yevgeny yevgen",
	"ewa eva eve",
	"florence flo florian",
	"francis frank fran francisco francesco franz franciszek frantisek francois paco pancho",
	"frances fran francesca franziska francoise fanny",
	"frederick fred freddie freddy friedrich fritz frederic federico fryderyk",
	"gabriel gabe gabor",
	"gabrielle gabby gabriela gabi",
	"george jorge georg jerzy yuri heorhii georgy yurii iurii georges giorgio jurek iury juri",
	"gerald gerry jerry gerard gerhard",
	"gregory greg grzegorz gregor gregorio hryhorii grigory hryhoriy",
	"harold harry hal",
	"henry harry hank hal heinrich henryk henri enrique enrico heinz",
	"howard howie",
	"helen helena elena olena ellen nell alena aliona alona lena yelena halina",
	"ihor igor ihar",
	"illia ilya illya ilia eli elias",
	"inna ina",
	"iryna irina irena irene ira iryn",
	"isabella bella izzy isabel isabelle isobel izabela",
	"ivan iwan jan john johannes ioan johan ian jean juan giovanni yan vanya hans jens johann joao",
	"jacob jake jakob jakub yakov yakiv jacobo",
	"james jim jimmy jamie jaime",
	"jane janet jenny joan joanna johanna jeanne",
	"jennifer jen jenny jenna",
	"jeffrey jeff geoff geoffrey",
	"jeremy jerry jeremiah",
	"jessica jess jessie",
	"john johnny jon jonathan jan ian sean",
	"jonathan jon jonny nathan",
	"joseph joe joey jose josef jozef giuseppe pepe josip yosyp osip",
	"joshua josh",
	"judith judy judit",
	"julia julie yulia yuliia yuliya juliana julija giulia iuliia",
	"julian jules juliusz yulian giuliano",
	"kenneth ken kenny",
	"kimberly kim kimberley",
	"konstantin kostya kostiantyn kostas constantine kanstantsin",
	"ksenia kseniia oksana aksana xenia kseniya",
	"larysa larisa",
	"lawrence larry laurence lorenz lars lorenzo laurent",
	"leonard leo len lenny leon leonardo leonhard",
	"leonid leon lenya",
	"liudmyla lyudmila ludmila lyudmyla ludmyla mila liudmila",
	"louis lou luis lewis ludwig luigi ludwik",
	"lucy lucia luzia lucie lucja",
	"luke lukas lucas lukasz luca",
	"magdalena magda lena maddie madeleine madeline",
	"maksym maxim max maksim maksymilian maximilian massimo",
	"margaret maggie meg peggy marge margo greta margarita malgorzata margarete marguerite marharyta gosia rita daisy",
	"maria mary marie mariia mariya maryia marija mari maja polly molly miriam",
	"marina maryna",
	"mark marc marcus marek marco markus marko",
	"martin marty marcin martyn martino",
	"matthew matt matty mateusz matthias matteo mateo matvii matviy matfiy mathieu",
	"megan meg",
	"melissa mel missy",
	"michael mike mick mickey mikhail mykhailo michal miguel michel michele mihai mikhas misha mitch mihail michail mikael",
	"michelle shelly michele",
	"mykola nikolai nikolay mikalai nicolas nicholas mikolaj kolya nikola niklas klaus",
	"mohammed mohammad muhammad mohamed mohamad mehmet md mohd muhammed",
	"natalia natalie nat nataliia nataliya natalya natasha natallia nathalie",
	"nathan nate nathaniel",
	"nicholas nick nicky nico nicolas niklas",
	"nicole nikki nicola nicoletta",
	"oleh oleg aleh",
	"olha olga volha ola",
	"oleksii alexei alexey aliaksei oleksiy alyosha aleksei",
	"oliver ollie olli olivier",
	"olivia liv livvy",
	"pamela pam",
	"patricia pat patty tricia patsy trish patrycja",
	"patrick pat paddy patryk patricio",
	"paul paolo pablo pavel pawel pavlo paula pavlos pal",
	"peter pete piotr petro pedro pierre petr pyotr pietro piet pieter",
	"philip phil philipp filip felipe philippe pylyp",
	"rachel rae raquel rachael",
	"raymond ray raymund ramon",
	"rebecca becky becca reba rebekka",
	"richard rick dick rich ricky ryszard ricardo riccardo",
	"robert rob bob bobby robbie roberto bert",
	"roger rog rodger",
	"ronald ron ronnie",
	"rose rosa rosie rosemary roza",
	"samantha sam sammy",
	"samuel sam sammy samuele",
	"sarah sally sara sadie",
	"sergei serhii sergey sergio serge siarhei serhiy sergii sergiy serhij siergiej sergej",
	"sophia sophie sofia zofia sofiia zosia",
	"stanislav stanislaw stas stan stanislau",
	"stephanie steph steffi stefania stefanie",
	"stephen steve steven stefan stepan esteban stephan stefano szczepan etienne steffen",
	"susan sue susie suzanne susanne zuzanna susanna",
	"svitlana svetlana sviatlana sveta swietlana",
	"taras tarasik",
	"tamara toma tamar",
	"tatiana tetiana tanya tatyana tatsiana tania tetyana",
	"terence terry terrence",
	"theresa terry tess tessa teresa therese",
	"theodore ted teddy theo teodor fedir fedor fyodor",
	"thomas tom tommy tomas tomasz tommaso",
	"timothy tim timmy timofey tymofii tymoteusz",
	"veronica ronnie vera weronika veronika",
	"victor vic viktor wiktor victar",
	"victoria vicky tori viktoria viktoriia wiktoria viktoriya vika",
	"vincent vince vinny vicente vincenzo wincenty",
	"vladimir volodymyr wladimir uladzimir wlodzimierz vova volodya vlad",
	"vladyslav vladislav wladyslaw uladzislau vlad",
	"vasyl vasily wasyl vasil basil",
	"viacheslav vyacheslav slava wiaczeslaw",
	"walter walt wally valter",
	"william will bill billy liam wilhelm guillermo willem guillaume willi",
	"yaroslav jaroslav jaroslaw slava iaroslav jarek",
	"zachary zach zack",
}

// groupsOf finds the groups of a name by its letters and by its sound.
var groupsOf = sync.OnceValue(func() map[string][3]uint16 {
	groups := make(map[string][3]uint16)
	join := func(name string, group uint16) {
		k := groups[name]
		for at := range k {
			if k[at] == group {
				return
			}
			if k[at] == 0 {
				k[at] = group
				break
			}
		}
		groups[name] = k
	}
	for i, line := range nicknames {
		for _, n := range strings.Fields(line) {
			join(n, uint16(i+1))
			if s := sound(n); len(s) >= minSound {
				join(soundMark+s, uint16(i+1))
			}
		}
	}
	return groups
})

// soundMark tells sounds from names.
const soundMark = "~"

// minSound is how long a name's sound must be to stand for the name.
const minSound = 5

func kinOf(text, sound string) [3]uint16 {
	if k, ok := groupsOf()[text]; ok || len(sound) < minSound {
		return k
	}
	return groupsOf()[soundMark+sound]
}

// kinNames returns the sounds of the other names in the groups of a name.
func kinNames(w *word) []string {
	var out []string
	for _, g := range w.kin {
		if g == 0 {
			break
		}
		for _, n := range strings.Fields(nicknames[g-1]) {
			if s := sound(n); s != w.sound && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// kin reports whether two names share a group.
func kin(a, b *[3]uint16) bool {
	for _, x := range a {
		if x == 0 {
			return false
		}
		if x == b[0] || x == b[1] || x == b[2] {
			return true
		}
	}
	return false
}
