import { foldText } from '../../kernel/text.js';

/**
 * What people choose first, and guessers therefore try first: the heads of the published lists, the
 * French ones, and what suggests itself in Benin. Words stand here bare: `isCommonPassword` takes off
 * decorations such as `2026!`, capitals, accents and digits that stand for letters.
 */
const WORDS = `
password passwort passe passer passpass passw passwd passphrase motdepasse motpasse monmotdepasse lemotdepasse mdp mdpmdp mypassword thepassword
newpassword nouveaumotdepasse oldpassword mypass pass changeme changemoi change changeit letmein letmeinnow laissemoientrer entrer ouvretoi sesame
sesameouvretoi opensesame secret secrets topsecret monsecret secretcode codesecret code codecode moncode admin admins administrator administrateur
adminadmin root rootroot toor superuser superadmin user username utilisateur guest invite visitor visiteur test tests testing tester testtest essai
essaiessai demo demodemo demonstration sample example exemple default defaut temp temporary temporaire provisoire login loginlogin logmein connexion
connect connecter signin welcome welcomehome bienvenue bonjour bonsoir bonnenuit salut coucou hello hellohello helloworld hellokitty
bonjourtoutlemonde qwerty qwertyu qwertyui qwertyuio qwertyuiop qwertz qwertzui qwertzuiop qwer qwerqwer qwertyqwerty qwertyasdfgh asdf asdfasdf
asdfg asdfgh asdfghj asdfghjk asdfghjkl asdfghjklm zxcv zxcvb zxcvbn zxcvbnm zxcvzxcv azer azerty azertyu azertyui azertyuio azertyuiop azertyazerty
azertyqwerty qsdf qsdfg qsdfgh qsdfghj qsdfghjk qsdfghjkl qsdfghjklm wxcv wxcvbn wxcvbnqsdfgh azeqsd azeqsdwxc poiuytreza poiuytrewq lkjhgfdsa
mlkjhgfdsq nbvcxw mnbvcxz mnbvcxw abcd abcdef abcdefg abcdefgh abcdefghi abcdefghij abcabc abcdabcd alphabet azazaz aqwzsx aqwzsxedc zaqxswcde
qazwsx qazwsxedc qazqaz wsxedc wsxzaq iloveyou iloveyoumore iloveu iloveme iloveyouu loveyou lovelove lovely lover lovers loveme lovehate mylove
myloves truelove onelove forever foreverlove sweetheart sweet sweety sweetie darling honey babe babygirl babyboy baby babybaby bebe bebebebe monbebe
moncoeur coeur monamour amour amours amouramour amourtoujours toujours pourtoujours jetaime jetaimefort jetaimetrop jetaimebebe jetaimemaman
jetaimepapa tuesmavie monange ange angel angels angelina princess princesse prince queen reine roi king kings kingdom royal royaume cherie cheri
chouchou choupette choupinette doudou doudoune loulou louloute nounou nounours titine titi titou toto tototo tata tonton mamie papi papa papapapa
papamaman mamanpapa maman mamanjetaime mama mamamia father mother mummy daddy family famille mafamille lafamille brother brothers sister sisters
frere soeur enfant enfants mesenfants children mychildren monfils mafille fils fille garcon friend friends friendship ami amis amie amitie copain
copine copains bestfriend bestfriends monkey dragon dragons master masters mustang michael shadow jordan superman batman spiderman ironman wolverine
hulk avengers marvel starwars skywalker darthvader yoda jedi matrix neo trustno trustnoone pokemon pikachu naruto sasuke goku dragonball dragonballz
onepiece luffy zelda mario supermario nintendo playstation xbox minecraft fortnite roblox freefire callofduty gta sonic tekken football footballs
soccer baseball basketball hockey tennis rugby volleyball handball boxing boxe ronaldo cristiano cristianoronaldo messi lionelmessi neymar mbappe
zidane drogba etoo mane salah adebayor benzema ronaldinho beckham maradona pele psg parissg paris parisien parissaintgermain marseille
olympiquemarseille allezlom om omom lyon lille bordeaux nantes monaco realmadrid madrid barcelona barcelone barca fcbarcelona chelsea chelseafc
arsenal liverpool liverpoolfc manchester manchesterunited manutd mancity juventus milan intermilan bayern dortmund ajax benfica porto celtic rangers
sunshine soleil soleils lesoleil etoile etoiles star stars superstar moon lune terre ciel heaven paradise paradis rainbow arcenciel flower flowers
fleur fleurs rose roses rosebud marguerite violette tulipe jasmin orchidee butterfly papillon chocolate chocolat caramel vanille vanilla cookie
cookies biscuit banana banane orange oranges pomme apple ananas mangue mango fraise cerise cherry strawberry peaches peach lemon citron coconut coco
cocococo cacao cafe coffee sugar sucre cheese fromage pizza burger chicken poulet poisson computer computers ordinateur laptop internet google gmail
yahoo hotmail facebook instagram whatsapp tiktok snapchat twitter youtube microsoft windows linux ubuntu android iphone samsung huawei xiaomi tecno
infinix itel nokia motorola mac office server serveur database system systeme network reseau router cisco wifi wifiwifi modem livebox freebox
freedom liberte liberty libre peace paix peaceandlove hope espoir espoirs faith foi believe croire dream dreams dreamer reve reves smile sourire
happy happiness bonheur joie joy lucky luck chance success succes victory victoire winner gagnant champion champions championne power pouvoir force
courage strong fort warrior guerrier hunter hunting ranger killer ninja samurai pirate pirates cowboy cowboys soldier soldat captain capitaine
general major colonel legend legende hero heros phoenix tiger tigre tigers lion lions lionne lionceau leopard panther panthere panda wolf loup loups
eagle eagles aigle falcon hawk bear ours horse horses cheval chevaux pony poney dog dogs doggy chien chiens puppy chiot cat cats kitty kitten chat
chats chaton minou minette lapin rabbit bunny oiseau bird birds souris mouse elephant girafe zebra zebre gorilla gorille serpent snake cobra shark
requin dolphin dauphin dolphins spider araignee scorpion turtle tortue ferrari porsche mercedes bmw audi toyota corolla peugeot renault citroen
honda yamaha suzuki harley corvette camaro ford chevy nissan volvo money argent dollar dollars millionaire millionnaire milliardaire riche richesse
euro euros business boss bigboss patron lechef chef music musique guitar guitare piano metal metallica slipknot nirvana eminem tupac snoopdogg
rihanna beyonce shakira madonna michaeljackson bobmarley rastaman rasta reggae hiphop rapper techno disco dance danse dancer danseuse rock rocknroll
rockstar summer ete spring printemps autumn automne winter hiver january janvier february fevrier march mars april avril juin june july juillet
august aout september septembre october octobre november novembre december decembre monday lundi tuesday mardi wednesday mercredi thursday jeudi
friday vendredi saturday samedi sunday dimanche today aujourdhui tomorrow demain yesterday hier birthday anniversaire christmas noel joyeuxnoel
newyear bonneannee nouvelan easter paques red rouge blue bleu green vert yellow jaune black noir white blanc purple violet pink rosebonbon silver
golden gold dore diamond diamant crystal cristal pearl perle fire feu water eau earth wind vent thunder tonnerre lightning eclair storm tempete snow
neige snowball ice glace ocean mer lamer river riviere forest foret mountain montagne beach plage island ile jungle desert garden jardin house
maison mamaison lamaison home homesweethome villa appartement location proprietaire locataire immobilier loyer bailleur school ecole college lycee
universite university student etudiant teacher professeur docteur doctor medecin nurse infirmiere police pompier avocat ingenieur engineer mechanic
mecanicien driver chauffeur cuisine travail work job vacances holiday holidays voyage travel weekend please svp merci mercimerci thankyou thanks
whatever nothing rien something jamais never always nevermind forget oublie jaioublie forgotten jesaispas jenesaispas idontknow unknown inconnu
nobody personne everybody toutlemonde fuckyou fuckoff fuckme fucker asshole bitch bastard bullshit shithead merde putain connard connasse salope
encule niquetamere nique bite couille sexy sex sexe sexysexy porn porno pussy dick penis boobs hottie hotgirl playboy player games gamer gaming jeux
joker jokers poker casino jackpot jesus jesuschrist jesuschristestseigneur jesuslove jesusmavie jesussauve jesusestseigneur jesusestroi christ
jesuisbeni beni benediction blessed blessing godisgood godislove godbless godfirst mygod god godgod dieu dieudieu dieuestgrand dieuestbon
dieuestamour dieumerci mondieu dieuseul dieumavie dieuaidenous graceadieu gracededieu grace merciseigneur seigneur merciseigneurjesus mercijesus
gloire gloireadieu hosanna alleluia hallelujah amen emmanuel bible church eglise pasteur prophete prophet holyspirit saintesprit esprit saint sainte
sainterita mariemere viergemarie notredame allah allahakbar allahouakbar alhamdulillah bismillah inshallah inchallah mashallah mouhamed mohamed
mohammed muhammad islam ramadan mosquee mecque gabriel archange michel benin beninbenin lebenin monbenin beninois beninoise jaimelebenin dahomey
cotonou cotonoubenin cotonoucity cotonouville portonovo parakou abomey abomeycalavi calavi ouidah bohicon natitingou djougou lokossa kandi
malanville savalou savelou glazoue dassa pobe ketou sakete allada tanguieta nikki bembereke grandpopo come aplahoue dogbo fidjrosse akpakpa
cadjehoun haievive zogbo vedoko godomey agla menontin gbegamey jericho dantokpa ganhi mtnbenin moovbenin celtiis moovmoney momo mobilemoney fcfa
francs zemidjan zem gozem guepard guepards ecureuils amazone amazones behanzin guezo ghezo glele toussaint tofa kpalime vodoun voodoo vodun fon
fongbe yoruba goun mina dendi bariba afrique africa afriquedelouest mamaafrica togo lome togolais nigeria lagos naija nigerian ghana accra ghanaian
senegal dakar cotedivoire abidjan burkina ouagadougou mali bamako niger niamey cameroun cameroon yaounde douala gabon libreville congo kinshasa
brazzaville rdc guinee conakry maroc algerie tunisie egypte france lafrance paname viveleroi vivelavie vivelafrance vivelebenin belgique canada
quebec montreal america american usa newyork london londres england brazil bresil espagne italia italie portugal deutschland china chine japan japon
michelle jennifer jessica ashley amanda nicole daniel danielle andrew anthony joshua matthew robert thomas charlie william george richard edward
david james john johnny joseph josephine jonathan christopher christian christine christelle christophe patrick patricia patrice peter pierre paul
pauline jean jeanne jeanpaul jeanpierre jeanclaude jeanmarie jacques jacqueline francois francoise francis franck nicolas sophie julie julien
juliette camille chloe emma lea manon ines sarah laura marie marion marine mariam mariama maria martin martine martial mathieu matthieu mathilde
maxime alexandre alexandra alexis antoine arnaud arthur aurelie aurore benjamin bernard bertrand brigitte bruno carole caroline catherine cecile
celine charles charlotte clement clementine corentin damien delphine denis didier dominique edith elisabeth elodie eric estelle etienne eugenie eva
fabien fabienne fabrice fatima fatou fatoumata felix florence florent frederic gaelle georges gerard gilbert gilles guillaume gregory helene henri
herve hugo isabelle ibrahim issa ismael aminata amina aissatou aicha awa adama adamou abdou abdoulaye abdul ahmed ali alice aline amelie anais andre
andrea anna anne annie arsene assiba afi afiavi adjoua adjovi akossiwa akouvi kossi koffi kodjo kouassi kokou komlan kwame yao yawo mawuli mawuena
sena senami sessi sedjro dossou dossa houngbo houngbedji hounkpatin ahouansou agbodjan agossou gbaguidi gbenou tossou zinsou soglo kerekou talon
patricetalon bonivayi boniyayi adandozan kouadio ouattara diallo traore diop ndiaye sow barry camara toure keita cisse coulibaly konate sylla louis
louise lucas lucie luc lucien lydie madeleine marc marcel mireille monique muriel nadege nadia nadine nathalie nathan noemie odile olivier oceane
pamela pascal pascale prisca prosper raoul raphael regis remi rene roger roland romain romeo rosine ruth sabine sabrina samuel sandra sandrine
sebastien serge severine simon solange stephane stephanie steve susan suzanne sylvain sylvie tatiana theo theodore therese thierry tiffany valentin
valentine valerie vanessa vincent virginie viviane xavier yann yannick yves yvette yvonne zoe zoulikha wilfried willy wilson yasmine rachel rachida
raissa rebecca fidele merveille divine exauce dieudonne deogratias aime gloria goodluck godwin bienvenu bonaventure parfait modeste innocent juste
constant ulrich rodrigue romuald ghislain gildas landry hermann hubert hyacinthe ignace crepin cyrille cyriaque azertyazer biteencouille jtm jtmjtm
loulouloulou nananana lalala lalalala hahaha hahahaha hihihi mdrmdr lol lollol lolilol xoxo xoxoxo blabla blablabla machin truc trucmuche bidule
nimportequoi nimporte quoi choucroute baguette croissant camembert saucisson kikoo kikou caca cacaprout cacaboudin pipi prout cacahuete pantoufle
cornichon tournesol coquelicot coccinelle libellule licorne unicorn dinosaure dinosaur asterix obelix tintin milou garfield snoopy mickey minnie
donald disney simba nemo barbie cinderella cendrillon bambi tarzan aladdin pocahontas harrypotter hogwarts gandalf frodo hobbit batmobile terminator
rambo rocky gladiator spartan spartacus hercules apollo zeus thor odin athena merlin lancelot excalibur camelot wizard sorcier magic magique
magician abracadabra mystere mystery ghost fantome zombie vampire vampires devil demon diable lucifer satan hell enfer skull death mort dead vie
lavie mavie cestlavie maviemaviemavie life livelife goodlife carpediem hakunamatata nopain nopainnogain justdoit impossible possible yeswecan oui
ouioui nonnon yesyes nono okok okay maybe cool coolcool supercool super supersuper genial formidable magnifique beautiful beau belle bella
bellissima beaute gorgeous pretty cute cutie sexygirl hotstuff badboy badgirl bigboy goodboy goodgirl gangster gangsta thuglife mafia mafioso
scarface montana tonymontana capone corleone soprano stallone schwarzenegger vandamme jackiechan brucelee chucknorris jamesbond bond agent
undercover hacker hackers hacking hack cracker crack access accesscode accessdenied security securite secure protected protection private prive
personal personnel confidential confidentiel company societe entreprise manager management director directeur directrice secretary secretaire
accounting comptable finance bank banque visa mastercard paypal creditcard credit compte moncompte account myaccount backup restore archive
production staging develop developer developpeur programmer programmeur debug oracle mysql postgres postgresql mongodb redis docker kubernetes
nodejs javascript typescript python java ruby rails laravel symfony django wordpress joomla drupal magento github gitlab jenkins ansible vagrant
`;

/** What decorations make of nothing: these have their digits inside or are nothing but digits. */
const MIXED = `
0123456789 01234567 012345678 1234567890 123456789 12345678 1234567 123456 12345 123123123 12312312 1234512345 12341234 123456123456 1234567891
12345678910 123456789a a123456789 a12345678 a1234567 123456abc abc123456 abc12345 abcd1234 1234abcd aa123456 aa12345678 qwe123456 qwerty123456
qwerty12345 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 2wsx3edc zaq12wsx zaq1xsw2 zaq1zaq1 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6
a1z2e3r4 a1z2e3r4t5 a1z2e3r4t5y6 1a2z3e4r 1a2z3e4r5t aze123rty azerty1234 az12er34 a1b2c3d4 a1b2c3d4e5 1a2b3c4d 1a2b3c4d5e asd123456 asdf1234
987654321 9876543210 87654321 876543210 0987654321 098765432 11112222 11223344 1122334455 112233445566 12121212 13131313 123321123 123321123321
147258369 159753258 159357258 14725836 258369147 741852963 963852741 789456123 789456 456789123 123789456 321654987 987456321 1470258369 123654789
147896325 159159159 159753159 20202020 19901990 19951995 19981998 20002000 20012001 20052005 20102010 20202021 20232023 20242024 20252025 20262026
20272027 12344321 1234554321 11111111 22222222 33333333 44444444 55555555 66666666 77777777 88888888 99999999 00000000 0102030405 010203040506
1020304050 10203040 01020304 31415926 3141592653 27182818 13579246 1357913579 24681012 246813579 2468101214 135792468 19601960 01081960 08011960
26101960 1aout1960 +2290197 22901970 22997979797 229229229 22922922 97979797 96969696 95959595 61616161 66006600 90909090 01010101 007007007
007james 4815162342 48151623 42424242 69696969 6969696969 80808080 08080808 10101010 18181818 21212121 23232323 25252525 31313131 34343434 45454545
50505050 54545454 56565656 67676767 78787878 89898989 98989898 p4ssw0rd pa55word pa55w0rd passw0rd p455w0rd m0tdepasse motdep4sse m0td3p4ss3 adm1n
adm1n1strator r00tr00t l3tm31n s3cr3t w3lc0me iloveu2 love4ever love2love 4everyoung forever21 one23456 un2trois un2troisquatre onetwothree
onetwothreefour untroisquatre undeuxtrois undeuxtroisquatre deuxmille deuxmillevingt b0nj0ur c0t0n0u ben1n2024 c3po r2d2 r2d2c3po blink182
linkinpark2 only4me only4you 2fast4u 4ever2gether gr8ful trustno1 ncc1701 ncc1701d thx1138 area51 catch22 route66 apollo13 fifa2022 can2025 can2026
mondial2026 worldcup2026
`;

const listed = new Set(`${WORDS} ${MIXED}`.split(/\s+/).filter((one) => one !== '').map(foldText));

/** Digits and signs that people write for letters; `1` may stand for two. */
const FOR_LETTERS: Readonly<Record<string, string>> = { '@': 'a', '4': 'a', '3': 'e', '0': 'o', $: 's', '5': 's', '7': 't', '!': 'i', '1': 'i' };

/** Keyboard rows and the alphabets: any stretch of them, either way. */
const RUNS = ['01234567890123456789', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm', 'azertyuiopqsdfghjklmwxcvbn'].flatMap((run) => [run, Array.from(run).reverse().join('')]);

/**
 * Whether a password is one of those that guessers try first, also in capitals, with accents, with digits
 * or `!?.` behind it or written `p@ssw0rd`; or one sign after the other; or a piece repeated.
 */
export function isCommonPassword(password: string): boolean {
  const plain = foldText(password.trim());
  if (/^(.{1,4}?)\1+$/su.test(plain) || RUNS.some((run) => run.includes(plain))) return true;
  return variantsOf(plain).some((variant) => listed.has(variant));
}

function variantsOf(plain: string): string[] {
  const bare = withoutDecoration(plain);
  const spelled = [plain, bare].flatMap((text) => [spell(text, 'i'), spell(text, 'l')]);
  return [plain, bare, ...spelled].filter((text) => text !== '');
}

/** `cotonou229!` → `cotonou`. Walked from both ends: an expression for it would be quadratic. */
function withoutDecoration(text: string): string {
  let start = 0;
  let end = text.length;
  while (end > 0 && isDecoration(text[end - 1])) end -= 1;
  while (start < end && isDecoration(text[start])) start += 1;
  return text.slice(start, end);
}

function isDecoration(character: string | undefined): boolean {
  return character !== undefined && '0123456789!?.'.includes(character);
}

function spell(text: string, one: 'i' | 'l'): string {
  return withoutDecoration(text.replace(/[@4305$7!1]/g, (sign) => (sign === '1' ? one : (FOR_LETTERS[sign] ?? sign))));
}
