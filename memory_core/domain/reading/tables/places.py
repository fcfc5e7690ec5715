"""Places that many people move to, so that "I moved to Porto" is told from "I moved to Kubernetes"."""

_NAMES = """
Aachen|Aberdeen|Abidjan|Abu Dhabi|Accra|Adelaide|Ahmedabad|Albuquerque|Algiers|Alicante|Almaty|Amman|Amsterdam|Ankara
|Antwerp|Athens|Atlanta|Auckland|Austin|Avignon|Baghdad|Baku|Bali|Baltimore|Bangalore|Bengaluru|Bangkok|Barcelona
|Basel|Bath|Beijing|Beirut|Belfast|Belgrade|Berlin|Bern|Bilbao|Birmingham|Bogotá|Bogota|Bologna|Bonn|Bordeaux|Boston
|Braga|Brasília|Bratislava|Bremen|Brighton|Brisbane|Bristol|Brno|Bruges|Brussels|Bucharest|Budapest|Buenos Aires|Busan
|Cairo|Calgary|Cambridge|Canberra|Cape Town|Caracas|Cardiff|Casablanca|Charlotte|Chennai|Chengdu|Chiang Mai|Chicago
|Christchurch|Cincinnati|Cleveland|Coimbra|Cologne|Columbus|Copenhagen|Córdoba|Cork|Cracow|Dakar|Dallas|Damascus|Delhi
|Denver|Detroit|Dhaka|Dortmund|Dresden|Dubai|Dublin|Durban|Düsseldorf|Edinburgh|Edmonton|Eindhoven|Essen|Évora|Faro
|Florence|Frankfurt|Freiburg|Fukuoka|Galway|Gdansk|Gdańsk|Geneva|Genoa|Ghent|Glasgow|Gothenburg|Granada|Graz|Grenoble
|Guadalajara|Guangzhou|Haifa|Halifax|Hamburg|Hangzhou|Hanoi|Hanover|Havana|Heidelberg|Helsinki|Hiroshima
|Ho Chi Minh City|Hong Kong|Honolulu|Houston|Hyderabad|Indianapolis|Innsbruck|Istanbul|Izmir|Jakarta|Jerusalem
|Johannesburg|Kampala|Kansas City|Karachi|Kathmandu|Kiel|Kolkata|Kraków|Krakow|Kuala Lumpur|Kyiv|Kyoto|Lagos|Las Vegas
|Lausanne|Leeds|Leicester|Leiden|Leipzig|Lille|Lima|Limerick|Linz|Lisbon|Liverpool|Ljubljana|London|Los Angeles|Luanda
|Lucerne|Luxembourg|Lyon|Madrid|Mainz|Malaga|Málaga|Malmö|Manchester|Manila|Mannheim|Maputo|Marrakech|Marseille
|Melbourne|Memphis|Mexico City|Miami|Milan|Milwaukee|Minneapolis|Minsk|Montevideo|Montpellier|Montreal|Montréal|Moscow
|Mumbai|Munich|Münster|Nagoya|Nairobi|Nantes|Naples|Nashville|New Delhi|New Orleans|New York|New York City|Newcastle
|Nice|Nottingham|Nuremberg|Oakland|Odessa|Oporto|Orlando|Osaka|Oslo|Ottawa|Oxford|Padua|Palermo|Panama City|Paris
|Perth|Philadelphia|Phoenix|Pittsburgh|Portland|Porto|Porto Alegre|Poznan|Prague|Pretoria|Québec|Quito|Raleigh
|Reykjavik|Rennes|Riga|Rio de Janeiro|Rio|Riyadh|Rome|Rotterdam|Sacramento|Salt Lake City|Salzburg|San Antonio
|San Diego|San Francisco|San Jose|San José|San Sebastián|Santiago|São Paulo|Sapporo|Sarajevo|Seattle|Seoul|Seville
|Shanghai|Sheffield|Shenzhen|Singapore|Sofia|Southampton|St Louis|St Petersburg|Stockholm|Strasbourg|Stuttgart|Sydney
|Taipei|Tallinn|Tampa|Tangier|Tashkent|Tbilisi|Tehran|Tel Aviv|The Hague|Thessaloniki|Tianjin|Tokyo|Toronto|Toulouse
|Trieste|Tucson|Tunis|Turin|Utrecht|Valencia|Vancouver|Venice|Verona|Vienna|Vilnius|Vladivostok|Warsaw|Washington
|Wellington|Winnipeg|Wroclaw|Wuhan|Xian|York|Zagreb|Zaragoza|Zurich|Zürich|Albania|Algeria|Angola|Argentina|Armenia
|Australia|Austria|Bangladesh|Belgium|Bolivia|Brazil|Britain|Bulgaria|Cambodia|Canada|Chile|China|Colombia|Costa Rica
|Croatia|Cuba|Cyprus|Czechia|Denmark|Ecuador|Egypt|England|Estonia|Ethiopia|Finland|France|Germany|Ghana|Greece
|Hungary|Iceland|India|Indonesia|Iran|Iraq|Ireland|Israel|Italy|Jamaica|Japan|Jordan|Kazakhstan|Kenya|Korea
|South Korea|Latvia|Lebanon|Lithuania|Malaysia|Malta|Mexico|Morocco|Mozambique|Nepal|New Zealand|Nigeria
|Northern Ireland|Norway|Pakistan|Panama|Paraguay|Peru|Poland|Portugal|Romania|Russia|Scotland|Senegal|Serbia|Slovakia
|Slovenia|South Africa|Spain|Sri Lanka|Sweden|Switzerland|Taiwan|Tanzania|Thailand|Tunisia|Turkey|Uganda|Ukraine
|Uruguay|Venezuela|Vietnam|Wales|Zimbabwe|the Netherlands|the Philippines|the UK|the US|the USA|the United States
|the United Kingdom|California|Texas|Florida|Hawaii|Oregon|Colorado|Arizona|Brooklyn|Manhattan|Bavaria|Tuscany
|Catalonia|Andalusia|Brittany|Provence|Sicily
"""
PLACE = "(?-i:" + "|".join(sorted("".join(_NAMES.split("\n")).split("|"), key=len, reverse=True)) + r")\b"
