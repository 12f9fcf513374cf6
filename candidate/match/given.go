package match

import (
	"strings"
	"sync"
)

// givenNames are given names that are a letter or two from another one, and
// their like: two of them are two people's, where a name and what is none are a
// name and a mistake in typing. Compiled by hand for this package from names in
// everyday use in Europe, South Asia, the Near East and China, in the comparing
// form; no published list was copied.
const givenNames = `
	aaron adam adela adele adrian adriana agata agnes agnieszka ahmad ahmed aidan aileen aisha ajay akash akira alan alana alba aleena alice
	alicia alina aline alisa alisha alison alma alvaro alvin alwin amal amalia amara amelia amelie amin amina amir amira amit amita amy ana
	anais anand ananya andreea angel angela angelica angelina angelo angus anil anila anisa anisha anja anjali anke ankit ankita annabel
	anneke annette annika anouk ansel anselm antje anya april ariana ariel arif arjun arkadiusz arlene arman armin arnold arun aruna arvid
	arvin asha ashley asif asma astrid august aurelia aurora ava axel ayesha aylin ayman bartlomiej bartosz beata beate beatrice beatriz
	begona bella benedict berta bianca bilal birgit birgitta bjorn blake bohdana boleslaw borys bozena brandon brenda brendan brent brett
	brian bridget britta brooke bruce bruno bryan bryce camila camilla camille carina carla carlo carmen carol carola carrie carsten casey
	cecile cecilia celia celine chantal chelsea chen chiara chloe ciara claire clara clarissa claudia claus clemens clement clive cody colin
	colleen connie connor conor cora corinna corinne cornelia craig cristian curtis cynthia cyril czeslaw dagmar dale damian damien damon dana
	danica daniela danielle danuta danyil daphne darek daria darian darin darina darius dariusz darren daryl daryna dawn dean debra deepa
	deepak deirdre delia demi denise denys derek derya desmond devin diana diego dieter dilip dina dinesh dirk dolores dominic dominik
	dominika donna dora doreen dorian doris dorota dorothy dragan duncan dustin dwayne dylan edgar edina edith edna edwin edyta eileen elaine
	elias elif elin elina elisa elise elke ella ellen elliot elmar eloisa elsa elsie elvira elvis emil emilio emina emir emma enid enzo erica
	erika erin erkan ernest ernst erwin esra esteban esther ethan eva evan eve evelina evelyn ewelina fabian fabio faith fang farah farid
	farida fatima fatma felicia felix feng fernanda fernando fiona freya frieda gareth gary gemma genevieve georgia georgina gerd gerda giles
	gillian gina gisela gita gloria gordon grace graham grazyna greta guido gunnar gunter gwen habib hadi hakan halina halyna hamid hamza hana
	hanan hanif hanna hannah hannes hans hao harald hari harish harriet harvey hasan hassan hazel heather heidi heike heiko helga helge hilary
	hilda holger holly hong hope horst hua hugh hugo hui husein hussein iain ibrahim ida ignacio ilana ilona ilse imad iman imogen imran ina
	ines inga inge ingo ingrid inigo inka inma inna iqbal irena irene irfan iris irma irmgard iryna isaac ishaan isla ismail issa ivana ivo
	ivonne iwona izabela jacek jack jackson jacqueline jada jaden jadwiga jake jalal jamal jamila jana jane janet janina janine jared jarek
	jarmila jaroslaw jasmin jasmina jason javier jay jayden jean jelena jenna jens jesper jesse jesus jian jie jill jimena jin jing joachim
	joan joana jochen jodie joel joelle johan jolanta jonas jordan jordi jorg joris joseph joy joyce juan judith julia julian juliana julie
	juliette julius jun june jurgen justin justine justyna kai kamal kamala kamil kamila kamran kara karan karen karim karima karin karina
	karla karlo karol karsten kasia kasper kateryna kathrin katja katrin katrina kavita kavya kayla kayleigh keith kellie kelly kelvin kerry
	kerstin kevin khaled khalid khalil kieran kinga kiran kirsten kirstin klara klaudia klaus krishna kristin kristina kristine krystyna kumar
	kurt kyle kylie kyrylo laila lan lana lara larysa laura lauren laurie lea leah leanne lech leighton leila leire lena leona leonie leroy
	lesia lesley leslie leszek leticia levi lewin lia liam lian lida lidia lilian liliana liliia lilly lily lina linda lindsay ling linnea
	linus lionel lisa liubov liv livia logan lola lora loretta lorna lorraine lotta lotte lucas luciana lucio lucy lucyna luisa luise luka
	luna lydia lynn lynne mabel maciej madison mahmood mahmoud mahmut maia maite maja maksym malcolm malik malika malin malina malte manfred
	manish manisha manoj manon manuel manuela mara marcel marcela marcella marcelo marcia marcin marcos marcus marek margit margot mariam
	marian mariana marianne mariano maribel marie mariella marijke marika marilyn marin marina mario mariola marion maris marisa marisol
	marissa maritza mariusz marla marlene marlon marta martha martina marvin maryam maryna marzena mason mateo mathilda matilda maura maureen
	maurice mauro max maxime maximo maya mehdi mehmet melanie melina melinda melisa mercedes merle merve mia miguel mila milagros milan milana
	milena miles min mina ming mira miranda mirek mirela miriam mirjam mirko mirna miroslaw mohan mohini moira mona monica monika morgan
	moritz muhammad murad murat muriel mustafa nadia nadiia nadine nadja naomi nasim nasir nasser natalia natalie nazar neha neil nelly nelson
	nerea neriman nermin neville niall nico nicola nicolas nicole nieves nigel nikhil nikita nina ning nisha nishant nitin noah noel noelle
	noemi nora noreen norma norman nuria olga oliwia oscar osman ostap otis otto owen pablo paco paloma pamela parker pascal patricia patrycja
	paula paulina pauline pavlo pearl pedro penelope peng penny petra pia pierre pilar ping piotr pooja poppy prakash pranav praveen priya
	priyanka qiang qing quentin rabia radoslaw rafael rafal ragnar rahim rahul raimundo raisa raj rajesh raju rakesh ralf ralph rama ramesh
	rami ramiro ramon ramona randy rania raquel rashid rashida raul ravi reece regina reginald reinhard reinhold reka remi rena renata renate
	rene renee reza rhiannon rhys riana rico rina rita ritu rocio rodrigo rogelio rohan rohit roksana roland rolf roman romeo ronan rory rosa
	rosalie rosalind rosana rosaria rosario rosemarie rosina ross rowan roxana roy ruben ruby rudi rudolf rupert ruslan ruslana russell ruth
	ryan sabina sabine sabrina sadia safia sagar saira salim salima salma salman salome salvador samina samir samira sana sandeep sandip sania
	sanjana sanjay santiago sara sarah sascha saskia savannah scott sean sebastian seema selena selim selin selina selma serena sergio serkan
	seth shane shannon sharon shaun shawn sheila shelby shirin shirley shreya siddharth sidney sienna sigrid silke silvana silvia silvio simon
	simona simone sina sinead siobhan slawomir sofia solomiia sonia sonja soraya spencer stacey stanislaw stella stepan stuart suki suleiman
	sultan suman sunil sunita suraj suresh suri susana susanna sven svenja swati sydney sylvia sylwia tahir tamara tamsin tanja tara taras
	tarek tariq tasha tatjana tatum teresa thea thelma thilo thorsten tibor tilda till tim tina ting tobias toby todd tomas tonya torben
	torsten tracey tracy travis trevor tristan trudy tuba tyler uma umar ursula urszula usha ute uwe vadim vadym valentin valentina valeria
	valerie valerii valeriia valerio vanessa vera verena vesna victor vijay vikas vikram vimal vince vincent viola violet violeta vira
	virginia vishal vita vitalii vitaliia vivian viviana vivien volker wade wanda wayne wei wendy werner weronika wesley wiebke wieslaw wilma
	winston wolfgang xavier xia xin yan yana yang yara yarema yaryna yasin yasmin yasmina yasmine ying yolanda yong yun yusuf yvette yvonne
	zahra zaid zainab zara zbigniew zdzislaw zeynep zlata zoe zoran zsofia zuzana
	angeles callum kathe liza phoebe solomia solomiya wojciech yuriy
`

var isGivenName = sync.OnceValue(func() map[string]bool {
	is := make(map[string]bool)
	for _, n := range strings.Fields(givenNames) {
		is[n] = true
	}
	return is
})
