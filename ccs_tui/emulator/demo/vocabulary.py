"""The words that the demo fills its texts and properties with: names, cities, channels."""

ESCALATION_REASONS = (
    "consumer asked for a person",
    "intent not understood twice",
    "fare difference above limit",
    "refund needs approval",
    "passenger under 16 travels alone",
)

CITIES = {
    "AMS": "Amsterdam",
    "ATH": "Athens",
    "BCN": "Barcelona",
    "BKK": "Bangkok",
    "CDG": "Paris",
    "CPH": "Copenhagen",
    "FCO": "Rome",
    "FRA": "Frankfurt",
    "GRU": "São Paulo",
    "HND": "Tokyo",
    "ICN": "Seoul",
    "JFK": "New York",
    "LHR": "London",
    "LIS": "Lisbon",
    "MEX": "Mexico City",
    "SIN": "Singapore",
    "TLV": "Tel Aviv",
    "WAW": "Warsaw",
    "YUL": "Montréal",
    "ZRH": "Zürich",
}

NAMES = (
    "Dana",
    "Noah",
    "Amélie",
    "Zoë",
    "Jose\u0301",
    "Łukasz",
    "Björk",
    "Priya",
    "Nguyễn Mai",
    "太郎",
    "美咲",
    "민준",
    "נועה",
    "איתן",
    "أحمد",
    "ليلى",
    "Οδυσσέας",
    "Ивана",
    "Şebnem",
    "Oluwaseun",
    "Mateus",
    "Saoirse",
    "Tāmati",
    "Jürgen",
    "Chloé",
    "Anjali",
    "Kwame",
    "小明",
    "Elif",
    "Marek",
)
"""First names only: personal data does not belong in the service [CB]."""

AGENTS = ("Maya", "Tomás", "Ines", "Kofi", "Yael", "Bruno")
CHANNELS = ("web", "web", "app", "app", "whatsapp", "whatsapp", "sms", "line")
TIERS = ("blue", "blue", "blue", "silver", "silver", "gold", "platinum")
CABINS = ("economy", "economy", "economy", "premium", "business")
MEALS = ("vegan", "kosher", "halal", "no nuts", "gluten free")
