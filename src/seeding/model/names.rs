//! What people are called, in many countries and scripts.

use super::dice::Dice;

/// Names as they are written, with what stands in an address behind a slash where that is something else.
/// Family names are ones that don't change with the person.
struct Country {
    /// How many of a thousand people.
    share: u32,
    given: &'static [&'static str],
    family: &'static [&'static str],
    order: Order,
}

#[derive(Clone, Copy)]
enum Order {
    GivenFirst,
    FamilyFirst,
    /// Without a space between.
    FamilyFirstJoined,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    pub full_name: String,
    pub display_name: String,
    /// `noemie.lefevre`
    pub address: String,
}

#[rustfmt::skip]
const COUNTRIES: [Country; 18] = [
    Country { share: 150, order: Order::GivenFirst,
        given: &["Alice", "Amelia", "Benjamin", "Charlotte", "Daniel", "Eleanor", "Felix", "Grace", "Harry", "Isabel", "Jack", "Leo", "Lucy", "Maya", "Noah", "Oliver", "Rosie", "Samuel", "Thomas", "Zoe"],
        family: &["Adams", "Baker", "Clarke", "Davies", "Evans", "Fletcher", "Green", "Hughes", "Johnson", "Kelly", "Lewis", "Morgan", "O'Brien/obrien", "Parker", "Reid", "Shaw", "Taylor", "Walker", "Wood", "Young"] },
    Country { share: 100, order: Order::GivenFirst,
        given: &["Anneliese", "Björn/bjoern", "Clara", "Emil", "Frieda", "Günter/guenter", "Hannah", "Jonas", "Jürgen/juergen", "Käthe/kaethe", "Lena", "Lukas", "Mia", "Moritz", "Sören/soeren", "Ute"],
        family: &["Bauer", "Becker", "Fischer", "Groß/gross", "Hoffmann", "Jäger/jaeger", "Köhler/koehler", "Krüger/krueger", "Lehmann", "Müller/mueller", "Neumann", "Schäfer/schaefer", "Schröder/schroeder", "Vogel", "Weiß/weiss", "Zimmermann"] },
    Country { share: 90, order: Order::GivenFirst,
        given: &["Aino", "Astrid", "Åsa/asa", "Birgitta", "Elsa", "Erik", "Freja", "Håkon/haakon", "Ingrid", "Jens", "Lars", "Maja", "Øyvind/oyvind", "Saga", "Søren/soren", "Tuuli"],
        family: &["Andersson", "Bergström/bergstrom", "Dahl", "Ek", "Hansen", "Jørgensen/jorgensen", "Korhonen", "Lindqvist", "Mäkinen/makinen", "Nygård/nygard", "Öberg/oberg", "Olsen", "Sjöberg/sjoberg", "Sørensen/sorensen", "Virtanen", "Windahl"] },
    Country { share: 80, order: Order::GivenFirst,
        given: &["Adèle/adele", "Antoine", "Camille", "Chloé/chloe", "Élise/elise", "Étienne/etienne", "François/francois", "Gaëlle/gaelle", "Hugo", "Jean-Luc", "Léa/lea", "Mathis", "Noémie/noemie", "Océane/oceane", "Rémi/remi", "Zoé/zoe"],
        family: &["Bernard", "Chevalier", "Dubois", "Dupré/dupre", "Faure", "Garnier", "Gauthier", "Lefèvre/lefevre", "Léger/leger", "Marchand", "Moreau", "Noël/noel", "Perrin", "Rousseau", "Tessier", "Vidal"] },
    Country { share: 90, order: Order::GivenFirst,
        given: &["Alejandro", "Ana", "Beatriz", "Carlos", "Inés/ines", "Íñigo/inigo", "Javier", "João/joao", "José/jose", "Lucía/lucia", "Luís/luis", "María/maria", "Nuño/nuno", "Sofía/sofia", "Tomás/tomas", "Ximena"],
        family: &["Álvarez/alvarez", "Castillo", "Conceição/conceicao", "Díaz/diaz", "Fernández/fernandez", "García Lorca/garcia.lorca", "Gómez/gomez", "Ibáñez/ibanez", "Magalhães/magalhaes", "Muñoz/munoz", "Núñez/nunez", "Pereira", "Ramos", "Silva", "Vázquez/vazquez", "Zamora"] },
    Country { share: 50, order: Order::GivenFirst,
        given: &["Alessandra", "Bianca", "Chiara", "Davide", "Elena", "Fabio", "Giulia", "Lorenzo", "Marco", "Niccolò/niccolo", "Paola", "Stefano"],
        family: &["Bianchi", "Colombo", "D'Angelo/dangelo", "De Luca/deluca", "Esposito", "Ferrari", "Galli", "Marino", "Nicolò/nicolo", "Ricci", "Romano", "Vitale"] },
    Country { share: 60, order: Order::GivenFirst,
        given: &["Agnieszka", "Bartosz", "Bogusław/boguslaw", "Ewa", "Grażyna/grazyna", "Jakub", "Kamil", "Łukasz/lukasz", "Małgorzata/malgorzata", "Oskar", "Stanisław/stanislaw", "Zofia"],
        family: &["Dudek", "Kaczmarek", "Kowalczyk", "Król/krol", "Mazur", "Nowak", "Pająk/pajak", "Sikora", "Wieczorek", "Woźniak/wozniak", "Wójcik/wojcik", "Zając/zajac"] },
    Country { share: 40, order: Order::GivenFirst,
        given: &["Bram", "Daan", "Eline", "Femke", "Jasper", "Lotte", "Maarten", "Noor", "Roos", "Sjoerd", "Thijs", "Willemijn"],
        family: &["Bakker", "de Boer/deboer", "de Vries/devries", "Hendriks", "Jansen", "Mulder", "Peeters", "Smit", "van Dijk/vandijk", "van den Berg/vandenberg", "Visser", "Wouters"] },
    Country { share: 40, order: Order::GivenFirst,
        given: &["Ayşe/ayse", "Burak", "Çağlar/caglar", "Defne", "Elif", "Gökhan/gokhan", "İbrahim/ibrahim", "Mehmet", "Özge/ozge", "Şule/sule", "Umut", "Zeynep"],
        family: &["Aydın/aydin", "Çelik/celik", "Demir", "Doğan/dogan", "Kaya", "Koç/koc", "Öztürk/ozturk", "Polat", "Şahin/sahin", "Yıldız/yildiz", "Yılmaz/yilmaz", "Yurt"] },
    Country { share: 60, order: Order::GivenFirst,
        given: &["Андрій/andriy", "Богдан/bohdan", "Дмитро/dmytro", "Ірина/iryna", "Катерина/kateryna", "Леся/lesia", "Мар'яна/mariana", "Олена/olena", "Олександр/oleksandr", "Соломія/solomiia", "Тарас/taras", "Юлія/yuliia"],
        family: &["Бондаренко/bondarenko", "Гончар/honchar", "Ільченко/ilchenko", "Коваленко/kovalenko", "Кравчук/kravchuk", "Лисенко/lysenko", "Мельник/melnyk", "Олійник/oliinyk", "Савченко/savchenko", "Ткаченко/tkachenko", "Франко/franko", "Шевченко/shevchenko"] },
    Country { share: 40, order: Order::GivenFirst,
        given: &["أحمد/ahmad", "أمينة/amina", "حسن/hassan", "خالد/khalid", "ريم/reem", "سارة/sara", "عمر/omar", "فاطمة/fatima", "ليلى/layla", "محمد/mohammed", "نور/noor", "يوسف/yousef"],
        family: &["الحداد/alhaddad", "الخطيب/alkhatib", "الشريف/alsharif", "العلي/alali", "المصري/almasri", "النجار/alnajjar", "حمدان/hamdan", "درويش/darwish", "سليمان/suleiman", "عباس/abbas", "منصور/mansour", "ناصر/nasser"] },
    Country { share: 20, order: Order::GivenFirst,
        given: &["אורי/uri", "איתן/eitan", "דוד/david", "יעל/yael", "מיכל/michal", "נועה/noa", "רות/ruth", "שירה/shira"],
        family: &["אברהם/avraham", "ביטון/biton", "כהן/cohen", "לוי/levi", "מזרחי/mizrahi", "פרץ/peretz", "פרידמן/friedman", "שפירא/shapira"] },
    Country { share: 40, order: Order::FamilyFirstJoined,
        given: &["伟/wei", "芳/fang", "娜/na", "敏/min", "静/jing", "丽华/lihua", "建国/jianguo", "小明/xiaoming", "志强/zhiqiang", "雨桐/yutong", "子轩/zixuan", "欣怡/xinyi"],
        family: &["王/wang", "李/li", "张/zhang", "刘/liu", "陈/chen", "杨/yang", "黄/huang", "赵/zhao", "吴/wu", "周/zhou", "欧阳/ouyang", "林/lin"] },
    Country { share: 40, order: Order::FamilyFirst,
        given: &["葵/aoi", "陽菜/hina", "美咲/misaki", "さくら/sakura", "結衣/yui", "健太/kenta", "翔太/shota", "大輔/daisuke", "直樹/naoki", "悠真/yuma", "千尋/chihiro", "恵子/keiko"],
        family: &["佐藤/sato", "鈴木/suzuki", "高橋/takahashi", "田中/tanaka", "伊藤/ito", "渡辺/watanabe", "山本/yamamoto", "中村/nakamura", "小林/kobayashi", "加藤/kato", "吉田/yoshida", "山田/yamada"] },
    Country { share: 20, order: Order::FamilyFirstJoined,
        given: &["민준/minjun", "서연/seoyeon", "지훈/jihun", "하은/haeun", "수빈/subin", "현우/hyunwoo", "예진/yejin", "도윤/doyun"],
        family: &["김/kim", "이/lee", "박/park", "최/choi", "정/jung", "강/kang", "윤/yoon", "한/han"] },
    Country { share: 50, order: Order::GivenFirst,
        given: &["Aarav", "Ananya", "Arjun", "Deepika", "Ishaan", "Kavya", "Meera", "Nikhil", "Priya", "Rohan", "Sunita", "Vikram", "आरती/aarti", "राजेश/rajesh"],
        family: &["Agarwal", "Chopra", "Desai", "Gupta", "Iyer", "Joshi", "Kulkarni", "Mehta", "Nair", "Patel", "Rao", "Sharma", "Singh", "Verma"] },
    Country { share: 20, order: Order::FamilyFirst,
        given: &["Anh", "Bảo/bao", "Dũng/dung", "Hương/huong", "Lan", "Minh Châu/minhchau", "Quỳnh/quynh", "Thảo/thao"],
        family: &["Bùi/bui", "Đặng/dang", "Đỗ/do", "Lê/le", "Nguyễn/nguyen", "Phạm/pham", "Trần/tran", "Vũ/vu"] },
    Country { share: 10, order: Order::GivenFirst,
        given: &["Adébáyò/adebayo", "Amara", "Chidi", "Folúkẹ́/foluke", "Ifeoma", "Kwame", "Ngozi", "Olúwaṣeun/oluwaseun", "Thabo", "Zanele"],
        family: &["Abiodun", "Adeyemi", "Balogun", "Dlamini", "Eze", "Mensah", "Nkosi", "Okafor", "Owusu", "Ọbáfẹ́mi/obafemi"] },
];

pub fn called(dice: &mut Dice) -> Called {
    let mut at = dice.below(COUNTRIES.iter().map(|country| country.share).sum());
    let country = COUNTRIES.iter().find(|country| {
        let is_here = at < country.share;
        at = at.saturating_sub(country.share);
        is_here
    });
    let (given, family, order) = country.map_or(("", "", Order::GivenFirst), |country| {
        let given = dice.one_of(country.given);
        (given, dice.one_of(country.family), country.order)
    });
    let ((given, ascii_given), (family, ascii_family)) = (spelt(given), spelt(family));
    let full_name = match order {
        Order::GivenFirst => format!("{given} {family}"),
        Order::FamilyFirst => format!("{family} {given}"),
        Order::FamilyFirstJoined => format!("{family}{given}"),
    };
    Called {
        display_name: match order {
            Order::FamilyFirstJoined => full_name.clone(),
            _ => given.to_owned(),
        },
        full_name,
        address: format!("{ascii_given}.{ascii_family}"),
    }
}

/// As it is written, and as it stands in an address.
fn spelt(name: &'static str) -> (&'static str, String) {
    match name.split_once('/') {
        Some((written, ascii)) => (written, ascii.to_owned()),
        None => (name, name.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::seeding::model::dice::Throw;
    use crate::types::{EmailAddress, PersonName};

    #[test]
    fn everybody_is_called_something_that_a_form_would_take_as_it_is() {
        for country in &COUNTRIES {
            for name in country.given.iter().chain(country.family) {
                let (written, ascii) = spelt(name);
                assert_eq!(PersonName::parse(written).unwrap().as_str(), written);
                let email = EmailAddress::parse(&format!("{ascii}@example.com")).unwrap();
                assert_eq!(email.key(), format!("{ascii}@example.com"), "{name}");
                assert!(ascii.is_ascii(), "{name}");
            }
        }
    }

    #[test]
    fn a_hundred_thousand_people_have_many_names_and_many_scripts() {
        let names: HashSet<String> = (0..100_000)
            .map(|number| called(&mut Dice::of(7, Throw::Name, number)).full_name)
            .collect();
        assert!(names.len() > 2_500, "{}", names.len());
        for letter in ['é', 'Ш', 'م', 'ש', '王', '김', 'さ', 'ễ', 'ş', 'ł'] {
            assert!(names.iter().any(|name| name.contains(letter)), "{letter}");
        }
    }
}
