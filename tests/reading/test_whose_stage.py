"""Whose stage and whose schools a number is of where its clause names none; invented sentences."""

PLACES = "new_school_places_count"


def test_the_one_stage_of_a_sentence_is_that_of_what_was_done(read):
    text = "全县37个幼儿园项目全部开工,获得补助资金95万元,新增学位900个。"
    assert (PLACES, "preschool", "value", 900) in read(text)


def test_of_two_stages_of_a_sentence_none_is_taken(read):
    text = "全县37个幼儿园项目和12个小学项目全部开工,新增学位900个。"
    assert (PLACES, "all", "value", 900) in read(text)


def test_a_short_sentence_says_what_its_paragraph_is_about(read):
    text = "教育稳步发展。\n初中一体化办学成效显著。2031年补充教师167人。"
    assert read(text, "stage", "value") == [("lower_secondary", 167)]


def test_a_short_sentence_with_a_number_does_not(read):
    text = "教育稳步发展。\n初中一体化办学投入2亿元。2031年补充教师167人。"
    assert read(text, "stage", "value")[-1] == ("all", 167)


def test_private_schools_behind_schools_of_a_stage_are_of_all(read):
    text = "全县现有特殊教育学校1所,民办学校5所。"
    assert read(text, "indicator_id", "stage") == [
        ("schools_count", "special"),
        ("private_schools_count", "all"),
    ]


def test_some_schools_to_which_something_was_done_are_no_count_of_the_area(read):
    assert read("2所中小学、7所幼儿园转为公办。") == []


def test_schools_of_a_stage_that_did_something_are_a_part(read):
    assert read("11所初中、29所小学全部达标。", "stage", "value", "scope") == [
        ("lower_secondary", 11, "part")
    ]


def test_what_is_made_standard_has_no_limit(read):
    rows = read("完成2所公办园改扩建、2所学校标准化考场升级改造。", "quantity")
    assert set(rows) == {("value",)}


def test_an_example_is_of_no_place(read):
    assert read("举例:某县有5所小学,在校生900人。小学12所。", "value") == [(12,)]


def test_a_bare_share_behind_counts_of_two_things_is_doubtful(read):
    text = "全县普惠性幼儿园50所,在园幼儿7000人,占比87.5%。"
    assert read(text, "value", "status")[-1] == (87.5, "ambiguous")


def test_a_bare_share_two_clauses_behind_its_count_is_of_it(read):
    text = "小学大班额10个,比上年减少5个,占比0.4%。"
    assert read(text, "indicator_id", "value", "status")[-1] == ("large_class_share", 0.4, "ok")


def test_teachers_who_should_move_are_not_those_who_moved(read):
    rows = read("应参加交流轮岗教师600人,实际交流90人,占比15%。", "indicator_id", "value")
    assert rows == [
        ("teachers_eligible_for_rotation_count", 600),
        ("rotated_teachers_count", 90),
        ("teacher_rotation_share_of_eligible", 15),
    ]


def test_an_opening_that_lists_two_stages_gives_neither(read):
    rows = read("小学、初中大班额逐年减少,现有大班额23个。", "stage", "value")
    assert rows == [("", 23)]


def test_single_schools_of_two_stages_give_none(read):
    rows = read("新建县第六小学、青禾幼儿园等5所学校,新增学位5400个。", "stage", "value")
    assert rows[-1] == ("all", 5400)


def test_a_share_that_was_spent_is_a_value(read):
    rows = read("教师培训经费380万元,占公用经费的8.2%。", "quantity", "value")
    assert rows == [("value", 3_800_000), ("value", 8.2)]


def test_years_with_numbers_between_them_head_no_list(read):
    text = "2030年学前教育毛入园率95%,乡村园建成率稳定;2031年分别为93.5%和91.2%。"
    assert read(text, "value", "year") == [(95, "2030"), (93.5, "2031")]


def test_a_title_is_no_word_of_the_first_sentence(read):
    text = "青禾县2031年教育工作报告\n小学生师比17.2:1。"
    assert read(text, "stage", "value", "scope", "status") == [("primary", 17.2, "region", "ok")]


def test_a_stage_in_brackets_is_not_that_of_the_number_behind_them(read):
    text = "全省共有教职工(含其他非学历高等教育机构)1200人,比上年增加90人。"
    assert {row[0] for row in read(text, "stage")} == {"all"}


def test_a_year_that_is_to_come_is_not_that_of_a_document(read):
    text = "要让孩子就近入学。到2035年,学前教育毛入园率达到98%。到2035年,小学净入学率100%。"
    assert set(read(text, "quantity", "year", "inferred")) == {("target", "2035", "")}


def test_what_a_heading_joins_to_a_stage_is_not_of_that_stage(read):
    text = "五、高中阶段和教师队伍\n全年新招聘教师300名。\n招生5000人。"
    assert read(text, "stage", "value") == [("all", 300), ("upper_secondary_stage", 5000)]
    above = "五、高中阶段\n全年新招聘教师300名。"
    assert read(above, "stage", "value") == [("upper_secondary_stage", 300)]


def test_teachers_behind_new_schools_are_not_only_theirs(read):
    rows = read("新建公办幼儿园4所,补充教师20名。", "indicator_id", "value", "scope")
    assert rows[1] == ("teachers_recruited_count", 20, "region")


def test_a_title_of_what_was_done_and_of_plans_makes_no_goals(read):
    text = (
        "某县2031年工作总结和2032年工作打算\n全县小学12所。\n一、下一步打算\n大班额控制在1%以内。"
    )
    assert read(text, "quantity", "value") == [("value", 12), ("target", 1)]


def test_a_label_of_one_stage_is_not_shown_for_another(read):
    rows = read("初中在校生:小学12000人,初中6100人。", "stage", "subject_zh")
    assert rows == [("primary", "在校学生数"), ("lower_secondary", "初中在校生")]
