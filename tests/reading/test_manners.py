"""Manners of writing met outside the labelled reports; every sentence is invented, figures read off
by hand."""

import pytest

PER_STUDENT = "general_budget_education_funding_per_student"
STANDARD = "operating_funding_standard_per_student"
TEN_THOUSAND = 10_000


def test_a_list_over_what_was_just_read(read):
    text = "生均一般公共预算教育经费小学13420元、初中18655元,同比分别增长2.15%、-0.87%。"
    assert read(text)[2:] == [
        (PER_STUDENT, "primary", "growth", 2.15),
        (PER_STUDENT, "lower_secondary", "growth", -0.87),
    ]


def test_several_stages_and_as_many_numbers_without_a_word_for_it(read):
    text = "将小学、初中生均公用经费基准定额由650元、850元分别提高到720元和940元。"
    rows = read(text, "stage", "value", "previous_value")
    assert [row[:2] for row in rows] == [
        ("primary", 650), ("lower_secondary", 850), ("primary", 720), ("lower_secondary", 940),
    ]  # fmt: skip
    assert [row[2] for row in rows[2:]] == [650, 850]


def test_shares_are_handed_out_over_the_years(read):
    text = (
        "2019年、2020年某县教育支出分别为7.2亿元、7.6亿元,"
        "分别占当年一般公共预算支出的18.5%、18.9%。"
    )
    assert read(text, "quantity", "value", "year", "status")[2:] == [
        ("value", 18.5, "2019", "ok"), ("value", 18.9, "2020", "ok"),
    ]  # fmt: skip


def test_coefficients_handed_out_behind_their_values(read):
    text = "每百名学生拥有骨干教师数小学为1.12人,初中为1.47人,差异系数分别为0.31、0.24。"
    assert [row[0] for row in read(text)][2:] == ["cv_backbone_teachers_per_100_students"] * 2


def test_the_share_of_a_sum_within_its_own_wording(read):
    text = "2022年一般公共预算教育经费占一般公共预算支出632.1亿元的比例为17.88%。"
    assert read(text)[-1] == ("general_budget_education_funding_share", "all", "value", 17.88)


def test_quoted_rules_are_thresholds(read):
    assert read("国家标准为小学4.2人以上,我县每百名学生拥有骨干教师数5.1人。")[-1][2] == "value"
    assert read("普惠性幼儿园覆盖率为90.12%(标准80%)。")[-1][2:] == ("threshold", 80)
    assert read("公办园在园幼儿占比47.9%,未达到50%的要求。")[-1][2:] == ("threshold", 50)
    assert [row[2] for row in read("全县小学、初中班级学生数均控制在45人和50人以内。")] == [
        "threshold"
    ] * 2


def test_far_years_are_goals(read):
    text = "某县2021年工作报告\n到2025年,普惠性幼儿园覆盖率达到92%以上。"
    assert read(text, "quantity", "year") == [("target", "2025")]


def test_signs_and_words_of_change(read):
    assert read("教育支出8亿元,同比-2.18%。")[-1][2:] == ("growth", -2.18)
    assert read("财政性教育经费同比减幅达4.1%。")[-1][2:] == ("growth", -4.1)
    assert read("教育支出8亿元,比上年微增0.05%。")[-1][2:] == ("growth", 0.05)


def test_none_behind_its_wording(read):
    assert read("义务教育超大班额全部消除。")[0][2:] == ("value", 0)
    assert read("全县无66人以上超大班额。")[0][2:] == ("value", 0)
    assert read("下一步,全面消除大班额。\n") == [] or read("力争全面消除大班额。") == []


def test_pupils_of_a_stage_and_sums_for_each(read):
    assert [row[1] for row in read("在校小学生3.2万人、初中生1.6万人。")] == [
        "primary",
        "lower_secondary",
    ]
    assert read("小学生均图书30册。") == [("books_per_student", "primary", "value", 30)]
    assert [row[0] for row in read("公用经费小学生均720元、初中生均940元。")] == [STANDARD] * 2


def test_ten_thousands_inside_a_chinese_numeral(read):
    assert read("全县在校学生三万二千四百余人。")[0][3] == 32_400


def test_other_places_within_the_sentence_are_parts(read):
    rows = read("义务教育巩固率98.9%,其中东山区99.6%、北川县96.8%。", "value", "scope")
    assert rows == [(98.9, "region"), (99.6, "part"), (96.8, "part")]


def test_what_lies_beside_a_noun_is_no_figure_of_it(read):
    assert read("新增教师编制60名,撤并学校5所。") == []
    rows = read("在公办园45所的基础上,公办园在园幼儿7695人。", "indicator_id", "scope")
    assert rows[1:] == [("students_count", "part")]


def test_a_table_with_years_scale_and_running_numbers(read):
    text = (
        "表1 主要指标\n序号 | 指标 | 单位 | 2021年 | 2022年\n"
        "1 | 学前三年毛入园率 | % | 91.2 | 93.5\n"
        "2 | 教育支出 | 万元 | 76,210 | 78,455\n3 | 九年义务教育巩固率 | % | 97.9 | "
        "98.3\n全县有小学61所。"
    )
    rows = read(text, "indicator_id", "year", "value")
    assert rows[1] == ("gross_enrolment_rate", "2022", 93.5)
    assert rows[2] == ("general_budget_education_expenditure", "2021", 76_210 * TEN_THOUSAND)
    assert rows[-1][::2] == ("schools_count", 61) and len(rows) == 7


def test_a_table_with_two_rows_of_headings(read):
    text = (
        "生均一般公共预算教育经费(单位:元)\n地区 | 小学 | 小学 | 初中 | 初中\n"
        "地区 | 2020年 | 增长率(%) | 2020年 | 增长率(%)\n全县 | 11203 | 3.01 | 15880 | -1.75\n"
    )
    assert [row[1:] for row in read(text)] == [
        ("primary", "value", 11203), ("primary", "growth", 3.01),
        ("lower_secondary", "value", 15880), ("lower_secondary", "growth", -1.75),
    ]  # fmt: skip


def test_the_caption_says_coefficients_and_stage(read):
    text = "表2 小学差异系数\n指标 | 2019年 | 2020年\n生均图书册数 | 0.377 | 0.352\n"
    assert read(text, "indicator_id", "stage", "year")[0] == (
        "cv_books_per_student",
        "primary",
        "2019",
    )


@pytest.mark.parametrize(
    ("text", "printed", "proposed"),
    [
        ("川教督20225号", "20225", "〔2022〕5号"),
        ("20192020学年度评比", "20192020", "2019-2020学年"),
        ("截至2022930日,", "2022930", "2022年9月30日"),
        ("落款2022114日", "2022114", "2022年1月14日 or 2022年11月4日"),
        ("安防4100%达标。", "4100%", "4个100%"),
        ("信息技术3.05个专题培训。", "3.05", "3.0 and 5个: a count has no decimals"),
        ("大班额(5565人)有所减少。", "5565", "55-65人"),
        ("补助5000//年。", "5000", "5000 元/生/年"),
    ],
)
def test_numbers_run_together_are_flagged_and_not_mended(read, text, printed, proposed):
    (row,) = read(text, "value_printed", "status", "proposed_reading", "value")
    assert row[:3] == (printed, "damaged", proposed) and row[3] != row[3]


@pytest.mark.parametrize(
    "text",
    ["平均每校2.35个。", "在2022年9月30日", "〔2022〕5号", "2019-2020学年", "教育支出增长2100%。"],
)
def test_sound_numbers_are_not_called_damaged(read, text):
    assert "damaged" not in [row[0] for row in read(text, "status")]


def test_conflicts(read):
    assert read("2021年教育支出5.2亿元,比2021年的5.0亿元增长4%。", "status")[1] == ("conflict",)
    assert (
        read("2021年教育支出5.2亿元。另悉,2021年教育支出5.3亿元。", "status") == [("conflict",)] * 2
    )
    assert read("小学生均公用经费720万元。", "status", "proposed_reading") == [
        ("conflict", "720 元: 万元 is printed")
    ]
    assert read("2021年财政性教育经费89410元,2020年财政性教育经费88000万元。", "status")[0] == (
        "conflict",
    )


@pytest.mark.parametrize(
    ("text", "years"),
    [
        (
            "某县2020年教育情况报告\n“十三五”期间,新建幼儿园21所,毛入园率达到88.2%。",
            ["2016-2020", "2020"],
        ),
        (
            "某县2020年教育情况报告\n2018年以来,新增学位3140个,九年义务教育巩固率96%。",
            ["2018-2020", "2020"],
        ),
        ("某县2020年教育情况报告\n近三年共招聘教师233名。", ["2018-2020"]),
        ("某县2020年教育情况报告\n五年来新增学位8120个。", ["2016-2020"]),
        ("2019年、2020年分别招聘教师61名和74名。交流轮岗教师55人。", ["2019", "2020", "2020"]),
    ],
)
def test_years_up_to_now(read, text, years):
    assert [row[0] for row in read(text, "year")] == years


def test_the_year_is_not_that_of_the_plan(read):
    text = (
        "一、现状\n2020年新增学位900个。\n二、年度计划\n2021年新增学位700个,2022年新增学位800个。"
    )
    assert [row[0] for row in read("幼儿园131所。\n" + text, "year")][:2] == ["2020", "2020"]


def test_what_still_is_under_a_heading_of_plans(read):
    text = "三、存在问题和下步打算\n一是初中尚有大班额7个。二是计划新建幼儿园3所。"
    assert [row[0] for row in read(text, "quantity")] == ["value", "target"]


def test_the_limits_of_an_assessment(read):
    text = "三、督导评估内容\n学前三年毛入园率达到85%,公办园在园幼儿占比达到50%。"
    assert [row[0] for row in read(text, "quantity")] == ["threshold", "threshold"]


def test_a_change_for_each_of_several_rates(read):
    rows = read("毛入园率91.3%,普惠性幼儿园覆盖率84.6%,较2019年分别提高2.1和3.4个百分点。")
    assert [(row[0], *row[2:]) for row in rows[2:]] == [
        ("gross_enrolment_rate", "change", 2.1),
        ("inclusive_kindergarten_coverage_rate", "change", 3.4),
    ]


def test_a_standard_named_behind_its_sums(read):
    assert read("落实小学660元、初中870元的生均公用经费标准。") == [
        (STANDARD, "primary", "standard", 660), (STANDARD, "lower_secondary", "standard", 870),
    ]  # fmt: skip
    assert read("公办园按每生每年520元的标准拨付生均公用经费。") == [
        (STANDARD, "preschool", "standard", 520)
    ]


def test_parts_in_brackets_after_their_whole(read):
    assert read("幼儿园143所(81所民办)。", "indicator_id", "value") == [
        ("schools_count", 143), ("private_schools_count", 81),
    ]  # fmt: skip
    assert read("还剩余29个大班额班级(其中小学20个、初中9个)。", "stage", "value", "scope")[1:] == [
        ("primary", 20, "part"), ("lower_secondary", 9, "part"),
    ]  # fmt: skip


def test_children_of_public_kindergartens_are_a_part(read):
    rows = read("在园幼儿20150人,公办园8645人,占比42.90%。", "indicator_id", "value", "scope")
    assert rows[1:] == [
        ("students_count", 8645, "part"),
        ("public_kindergarten_enrolment_share", 42.9, "region"),
    ]


def test_a_ratio_said_as_so_many_times(read):
    text = "义务教育教师平均工资收入是当地公务员平均工资收入的1.03倍。"
    assert [row[3] for row in read(text)] == [1.03]


def test_coefficients_of_a_list_of_indicators_and_of_those_above(read):
    text = "小学生均图书册数、师生比、生均教学仪器设备值3项指标差异系数分别为0.31、0.42、0.53;"
    text += "初中上述指标依次为0.12、0.23、0.34。"
    names = ["cv_books_per_student", "cv_teacher_student_ratio", "cv_equipment_value_per_student"]
    assert [(row[0], row[1], row[3]) for row in read(text)] == [
        *zip(names, ["primary"] * 3, [0.31, 0.42, 0.53], strict=True),
        *zip(names, ["lower_secondary"] * 3, [0.12, 0.23, 0.34], strict=True),
    ]


def test_aid_by_stage_in_persons_and_money(read):
    rows = read("学前教育资助1280人次约96万元;中职教育资助2050人次约151万元。")
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("student_aid_recipients_count", "preschool", 1280),
        ("student_aid_funding", "preschool", 96 * TEN_THOUSAND),
        ("student_aid_recipients_count", "vocational", 2050),
        ("student_aid_funding", "vocational", 151 * TEN_THOUSAND),
    ]


def test_a_year_since_which_is_not_the_title_s(read):
    text = "义务教育自评报告\n2012年以来,我县坚持优先发展,现将自评情况报告如下。\n"
    text += "2021年小学在校生5210人。初中在校生2360人。"
    assert {row[1] for row in read(text, "value", "year")} == {"2021"}


def test_what_will_be_is_a_goal_and_what_is_only_moved_is_not(read):
    assert read("今年将新建小学3所,将新增学位900个。", "value", "quantity") == [
        (3, "target"), (900, "target"),
    ]  # fmt: skip
    assert read("将小学大班额占比由5%降到2%。", "value", "quantity") == [(5, "value"), (2, "value")]


def test_a_zero_in_words_is_read_where_it_is_so_today(read):
    none = ("super_large_class_count", "primary", "value", 0)
    assert read("小学无超大班额。") == read("小学超大班额全部消除。") == [none]
    assert read("全面消除小学超大班额。") == [none]
    for text in (
        "力争小学无超大班额。",
        "没有小学班级超过45人。",
        "小学教学班没有超过45人的。",
        "到2027年小学无超大班额。",
        "二、下一步打算\n小学无超大班额。",
        "小学无大班额压力。",
    ):
        assert read(text) == []


def test_an_earlier_value_is_not_of_a_later_year(read):
    names = ("value", "year", "status", "previous_value")
    assert read("2022年义务教育巩固率由2021年的95%提高到96%。", *names)[1] == (96, "2022", "ok", 95)
    later = read("2021年义务教育巩固率由2022年的95%提高到96%。", *names)
    assert [row[1:3] for row in later] == [("2022", "conflict"), ("2021", "ok")]


def test_what_money_is_for_says_its_stage(read):
    text = "教育局投入学校建设资金68万元,改善高中办学条件。"
    assert read(text) == [("school_conditions_investment", "upper_secondary", "value", 680_000)]
    text = "教育局投入学校建设资金68万元,改善高中、初中办学条件。"
    assert read(text)[0][1] == ""  # two are named, and have no code of their own together


def test_people_of_schools_that_were_not_read_are_not_the_regions(read):
    assert read("建成特色学校5所,在校生1200人。") == []
    for text in ("全县有民办学校12所,在校生1200人。", "全县有民办学校12所(在校生1200人)。"):
        assert read(text)[1][0] == "private_school_students_count"


def test_several_stages_without_a_code_of_their_own(read):
    assert read("中小学在校生1200人。") == [("students_count", "", "value", 1200)]
    titled = "某县义务教育报告\n\n中小学在校生1200人。"
    assert read(titled) == [("students_count", "compulsory", "value", 1200)]
    assert read("小学、初中在校生1200人。")[0][1] == "compulsory"
    assert read("小学、初中、高中在校生1200人。")[0][1] == ""


def test_a_fall_with_its_sign_falls_once(read):
    assert read("小学在校生比上年下降-3%。")[0][2:] == ("growth", -3)
    assert read("小学在校生比上年下降3%。")[0][2:] == ("growth", -3)


def test_a_plan_has_the_year_of_its_heading(read):
    names = ("value", "quantity", "year")
    assert read("某县2021年报告\n一、2022年工作打算\n新增学位900个。", *names) == [
        (900, "target", "2022")
    ]
    assert read("某县2021年报告\n一、下一步打算\n新增学位900个。", *names) == [(900, "target", "")]


@pytest.mark.parametrize(
    ("text", "quantity", "value"),
    [
        ("2031年普惠性幼儿园覆盖率任务目标数是78.9%。", "target", 78.9),
        ("2031年普惠性幼儿园覆盖率任务目标数是78.9%,实际已完成95.3%。", "value", 95.3),
        ("未来三年某区将新增3200个小学学位。", "target", 3200),
        ("公办园在园幼儿占比2031年底达到50%的任务。", "target", 50),
        ("提出公办园在园幼儿占比2031年底达到50%、2032年底达到55%的任务。", "target", 50),
    ],
)
def test_a_task_is_a_goal_and_no_value(read, text, quantity, value):
    assert (quantity, value) in read(text, "quantity", "value")
    assert ("value" if quantity == "target" else "target", value) not in read(
        text, "quantity", "value"
    )


def test_a_rate_that_nobody_knows_takes_no_subject_from_the_sentence_before(read):
    text = "小学学龄儿童入学率达99.5%。普通初中和小学辍学率分别为2.9%和0.9%。"
    assert read(text, "value") == [(99.5,)]


def test_schools_named_by_their_stage_go_on_with_the_act_before_them(read):
    rows = read("扩建幼儿园28所,小学14所、中学6所,全县现有小学90所。", "indicator_id", "value")
    assert rows == [
        *(("schools_built_or_expanded_count", value) for value in (28, 14, 6)),
        ("schools_count", 90),
    ]


def test_one_year_before_school_is_not_the_three_years(read):
    assert read("全县学前一年毛入园率达到95%。", "indicator_id") == []


def test_middle_and_primary_schools_are_no_stage_where_upper_ones_are_among_them(read):
    text = "义务教育情况汇报\n全县中小学在校生5700人,其中小学3100人、初中1600人、普通高中1000人。"
    assert read(text, "stage", "value")[0] == ("", 5700)
    text = "义务教育情况汇报\n全县中小学在校生4700人,其中小学3100人、初中1600人。"
    assert read(text, "stage", "value")[0] == ("compulsory", 4700)


def test_a_rate_that_was_not_read_hands_no_change_to_the_one_before_it(read):
    text = "普惠园在园幼儿占比90.8%,专科以上专任教师占比93.1%,比上年提高2.7个百分点。"
    assert 2.7 not in [value for (value,) in read(text, "value")]


def test_a_ratio_that_fell_from_one_year_to_another(read):
    text = "幼儿园生师比从2029年的23.4:1降低到2031年的13.3:1。"
    assert read(text, "value", "year") == [(23.4, "2029"), (13.3, "2031")]


def test_the_year_before_opens_a_clause(read):
    text = (
        "某县2031年教育情况\n\n去年小学在校生4150人,今年4200人。与上年相比,教师由176人增加到180人。"
    )
    rows = read(text, "value", "year")
    assert rows[:2] == [(4150, "2030"), (4200, "2031")]
    assert rows[2:] in ([(176, "2030"), (180, "2031")], [])
    text = "某县2031年教育情况\n\n“十四五”末初中在校生2000人,2031年2100人。"
    assert read(text, "value", "year") == [(2000, "2025"), (2100, "2031")]


def test_a_share_of_a_total_for_one_stage_is_of_that_stage(read):
    text = "2031年一般公共预算教育经费9.8亿元,其中小学4.2亿元。"
    rows = read(text, "stage", "value", "status")
    assert rows == [("all", 980_000_000, "ok"), ("primary", 420_000_000, "ok")]


def test_a_text_without_a_title_has_no_stage_of_one(read):
    text = "某部公布情况,全县教育有发展。\n学前教育更普惠\n2031年各级各类学校共有在校生29万人。"
    assert read(text, "stage", "value") == [("all", 290_000)]


def test_what_opens_an_item_is_the_stage_of_all_of_it(read):
    text = "一是高中更有特色。投入90万元改善办学条件。二是职业教育做强。计划新增学位500个。"
    assert ("vocational", 500) in read(text, "stage", "value")
    text = "一是职业教育做强。加强管理。二是队伍更强。新增学位500个。"
    assert read(text, "stage", "value") == [("all", 500)]


def test_a_number_of_another_unit_is_not_one_that_lost_its_own(read):
    assert read("小学毛入学率12人。") == read("小学毛入学率9。") == []


def test_a_place_is_named_without_the_word_before_it(read):
    text = "教育经费总投入50亿元,增长9.8%;其中甲山市(-3.1%)、乙水县(-5.2%)负增长。"
    assert read(text, "value", "scope", "note")[2:] == [
        (-3.1, "part", "甲山市"), (-5.2, "part", "乙水县"),
    ]  # fmt: skip


def test_a_limit_to_be_kept_by_a_year_is_a_goal(read):
    assert read("到2027年底前,小学大班额占比须在2%以内。", "quantity") == [("target",)]
    assert read("小学大班额占比须在2%以内。", "quantity") == [("threshold",)]


@pytest.mark.parametrize("lost", ["生均绿化率45、", "生均器材4.5.2元、"])
def test_coefficients_of_fewer_things_than_were_counted_are_handed_to_none(lost, read):
    text = f"小学生均校舍面积6.1平方米、{lost}生均图书册数22册,2项差异系数分别为0.41和0.32。"
    assert [row for row in read(text) if row[0].startswith("cv")] == []
    text = "小学生均图书册数22册、生均教学仪器设备值2100元,2项差异系数分别为0.41和0.32。"
    assert [row[0] for row in read(text)][2:] == [
        "cv_books_per_student", "cv_equipment_value_per_student",
    ]  # fmt: skip


def test_what_is_handed_out_to_fewer_than_were_named_is_of_none_of_them(read):
    text = (
        "学前教育毛入园率95%、九年义务教育巩固率97%、高中阶段毛入学率93%,分别提高1.2和2.3个百分点。"
    )
    assert {row[2] for row in read(text)} == {"value"}


WORK = (
    "青禾县教育工作报告（虚构）\n{}\n(一)学前教育\n新建幼儿园5所。\n{}\n新增学位500个。\n"
    "小学专任教师达到1300人。\n2031年新建小学1所。2031年新建初中1所。\n"
)


@pytest.mark.parametrize(
    "heads", [("2030年工作回顾", "2031年重点工作"), ("一、2030年工作回顾", "二、2031年主要工作")]
)
def test_headings_of_a_work_report_say_what_is_done_and_what_is_planned(heads, read):
    rows = read(WORK.format(*heads), "stage", "quantity", "value", "year")
    assert rows == [
        ("preschool", "value", 5, "2030"), ("all", "target", 500, "2031"),
        ("primary", "target", 1300, "2031"), ("primary", "target", 1, "2031"),
        ("lower_secondary", "target", 1, "2031"),
    ]  # fmt: skip


@pytest.mark.parametrize("rate", ["学龄儿童入学率", "适龄儿童入学率", "净入学率"])
def test_a_rate_of_enrolment_without_a_stage_is_not_sure(rate, read):
    assert read(f"全县{rate}99.9%。", "status") == [("ambiguous",)]
    assert read(f"全县小学{rate}99.9%。", "stage", "status") == [("primary", "ok")]


def test_what_is_too_large_for_a_coefficient_is_doubtful_in_prose(read):
    rows = read("小学生均图书册数差异系数21.5。初中生均图书册数差异系数0.41。", "value", "status")
    assert rows == [(21.5, "ambiguous"), (0.41, "ok")]


def test_teachers_of_public_kindergartens_are_told_from_all_that_were_recruited(read):
    rows = read("全市公办园补充教师120人。小学补充教师90人。", "indicator_id", "value")
    assert rows == [
        ("public_kindergarten_staff_recruited_count", 120), ("teachers_recruited_count", 90),
    ]  # fmt: skip


@pytest.mark.parametrize("where", ["城区", "农村", "乡村"])
def test_what_a_clause_of_town_or_country_goes_on_with_is_of_it(where, read):
    assert read(f"{where}新建小学2所,新增学位900个。", "scope") == [("part",), ("part",)]
    assert read("全县新建小学2所,新增学位900个。", "scope") == [("region",), ("region",)]


@pytest.mark.parametrize(("place", "scope"), [("红星区", "region"), ("甲山区", "part")])
def test_a_place_that_the_name_of_the_region_holds_is_its_own(place, scope, read):
    text = f"全市教育有发展。\n{place}小学在校生900人。"
    assert read(text, "scope", region_name="青禾市红星区") == [(scope,)]


def test_one_growth_behind_a_list_is_of_all_of_it(read):
    text = "普通高中和中职生均一般公共预算教育支出分别为15010.5元和18220.4元,均比上年增长1.2%。"
    assert read(text, "stage", "quantity", "value")[2:] == [
        ("upper_secondary", "growth", 1.2),
        ("vocational", "growth", 1.2),
    ]


def test_no_large_classes_behind_several_stages_are_of_none_of_them(read):
    text = "小学大班额7个,高中大班额11个;无超大班额。"
    assert read(text, "stage", "value")[-1] == ("", 0)
