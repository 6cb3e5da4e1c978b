using System.Globalization;
using OneTable.Services.Data;
using OneTable.Services.Dictionary;

namespace OneTable.Services.Demo;

/// <summary>
/// What departments know of people, in plausible shares: native place, party, work, insurance, disability, assistance, service,
/// school. It throws dice of its own, so that the rest of a street does not change when a field is added here.
/// </summary>
sealed class DemoLibraries(DateOnly today, Random random)
{
    static readonly string[] nearby = ["420100", "420100", "420100", "420600", "420900", "421000", "421100", "421200"];
    static readonly string[] elsewhere = ["610100", "610300", "411500", "411300", "430100", "340100", "511500", "360700", "320100", "370800"];
    static readonly string[] employers = ["示范汽车零部件公司", "示范公交公司", "示范第三医院", "示范商贸公司", "示范物业公司", "示范建筑公司", "示范区教育局", "示范快递公司"];

    public void Give(DemoPerson person, string community)
    {
        var age = Age.On(person.Birth, today);
        Origin(person);
        if (age >= 14) Party(person, age, community);
        if (age < 16) Children(person, age);
        else Work(person, age);
        Insurance(person, age);
        Care(person, age);
    }

    bool Chance(int perThousand) => random.Next(1000) < perThousand;
    string Pick(params string[] all) => all[random.Next(all.Length)];

    void Origin(DemoPerson person)
    {
        if (!Chance(700)) return;
        var far = !person.RegisteredHere && person.Document is [_, _, .. { Length: 16 }] ? person.Document[..2] + "0100" : null;
        person.More["籍贯"] = far ?? (Chance(880) ? Pick(nearby) : Pick(elsewhere));
        if (person.LivingGrid is not null) person.More["居住类型"] = person.RegisteredHere ? "1" : "2";
    }

    void Party(DemoPerson person, int age, string community)
    {
        if (age >= 20 && Chance(age > 60 ? 110 : 60))
        {
            (person.More["政治面貌"], person.More["所属党支部"]) = ("01", $"{community}第{Pick("一", "二", "三")}党支部");
            person.More["入党日期"] = person.Birth.AddYears(20 + random.Next(Math.Min(20, age - 19))).Iso();
            person.More["党员类别"] = age > 60 ? Pick("4", "4", "1", "6") : Pick("1", "2", "2", "3");
            person.More["党费缴至月"] = Month(today.AddMonths(-random.Next(1, 8)));
        }
        else if (age <= 28 && Chance(250)) person.More["政治面貌"] = "03";
        else if (Chance(150)) person.More["政治面貌"] = Chance(20) ? Pick("04", "05", "06", "10") : "13";
    }

    void Children(DemoPerson person, int age)
    {
        if (age is >= 6 and < 15)
        {
            person.More["学籍学校"] = age < 12 ? "示范区实验小学" : "示范区第一初级中学";
            person.More["就读年级"] = "一二三四五六七八九"[age - 6] + "年级";
        }
        if (Chance(300)) person.More["儿童类别"] = Chance(60) ? Pick("2", "2", "3", "4", "5", "7", "8") : "1";
    }

    void Work(DemoPerson person, int age)
    {
        if (!Chance(300)) return;
        person.More["就业状况"] = age < 22 ? "40" : age < 60 ? Pick("10", "10", "10", "20", "20", "21", "23", "30", "31", "32") : Pick("50", "50", "50", "51", "52", "52");
        if (person.More["就业状况"] == "10") person.More["工作单位"] = Pick(employers);
        if (person.More["就业状况"] == "30") person.More["失业登记日期"] = today.AddDays(-random.Next(30, 700)).Iso();
    }

    void Insurance(DemoPerson person, int age)
    {
        if (!Chance(350)) return;
        person.More["医疗保险"] = age is >= 22 and < 60 ? Pick("1", "1", "2", "2", "4", "0") : Pick("2", "2", "1", "2", "0");
        if (person.More["医疗保险"] == "2") person.More["医保缴费年度"] = (today.Year - random.Next(2)).ToString(CultureInfo.InvariantCulture);
        if (age >= 16 && Chance(600)) person.More["养老保险"] = Pick("1", "1", "2", "3", "3", "0");
    }

    void Care(DemoPerson person, int age)
    {
        if (Chance(age > 60 ? 60 : 15))
        {
            (person.More["残疾类别"], person.More["残疾等级"]) = (Pick("1", "2", "3", "4", "4", "4", "5", "6", "7"), Pick("1", "2", "3", "3", "4", "4"));
            if (person.Document?.Length == 18) person.More["残疾证号"] = person.Document + person.More["残疾类别"] + person.More["残疾等级"];
            person.More["残疾证到期日"] = today.AddDays(random.Next(-60, 3000)).Iso();
        }
        if (person.Benefits.Contains("06"))
            (person.More["救助类别"], person.More["救助起始月"], person.More["月保障金额"], person.More["保障人口"]) =
                (Pick("11", "11", "11", "13"), Month(today.AddMonths(-random.Next(3, 80))), $"{random.Next(40, 98)}000", $"{random.Next(1, 4)}");
        if (person.Male && age > 22 && Chance(25))
            (person.More["优抚类别"], person.More["服役起止"]) = (Pick("12", "12", "12", "12", "7", "1", "6"), $"{person.Birth.Year + 18}-12 至 {person.Birth.Year + 20}-12");
        if (age >= 55 && Chance(150)) person.More["健康状况"] = Pick("30", "31", "32", "37", "41", "49");
        if (age is > 30 and < 62 && Chance(60)) person.More["计生类别"] = Chance(20) ? Pick("2", "3") : "1";
    }

    static string Month(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
