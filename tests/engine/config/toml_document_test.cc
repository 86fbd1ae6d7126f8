#include "engine/config/toml_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace certsweep::config {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Kind = TomlValue::Kind;

std::vector<TomlSection> Parsed(std::string_view text) {
  ProblemLog problems("c.toml");
  std::optional<std::vector<TomlSection>> sections = ParseToml(text, &problems);
  EXPECT_EQ(sections.has_value(), problems.Status().ok());
  if (!sections) ADD_FAILURE() << problems.Status();
  return sections.value_or(std::vector<TomlSection>());
}

std::string ErrorOf(std::string_view text) {
  ProblemLog problems("c.toml");
  const bool is_toml = ParseToml(text, &problems).has_value();
  EXPECT_EQ(is_toml, problems.Status().ok());
  return std::string(problems.Status().message());
}

TomlValue Value(const std::string& text) {
  const std::vector<TomlSection> sections = Parsed("[s]\nk = " + text);
  return sections.empty() ? TomlValue() : sections.at(0).entries.at(0).value;
}

TEST(TomlDocumentTest, SectionsKeysAndValuesHaveLines) {
  const std::vector<TomlSection> sections = Parsed("# c\ntop = 1\n[b]\nx = [\n1,\n\"two\"]\n\n[a]\ny = true\n");
  ASSERT_EQ(sections.size(), 3u);
  EXPECT_EQ(sections[0].name, "a");
  EXPECT_EQ(sections[0].line, 8);
  EXPECT_TRUE(sections[0].is_table);
  EXPECT_EQ(sections[1].name, "b");
  ASSERT_EQ(sections[1].entries.size(), 1u);
  EXPECT_EQ(sections[1].entries[0].key, "x");
  EXPECT_EQ(sections[1].entries[0].line, 4);
  const TomlValue& list = sections[1].entries[0].value;
  ASSERT_EQ(list.items.size(), 2u);
  EXPECT_EQ(list.items[0].line, 5);
  EXPECT_EQ(list.items[1].line, 6);
  EXPECT_EQ(sections[2].name, "top");
  EXPECT_EQ(sections[2].line, 2);
  EXPECT_FALSE(sections[2].is_table);
}

TEST(TomlDocumentTest, ValuesHaveKinds) {
  const struct {
    const char* text;
    Kind kind;
    const char* name;
  } kCases[] = {{"'a'", Kind::kString, "a string"},
                {"\"\"\"\na\"\"\"", Kind::kString, "a string"},
                {"-5", Kind::kInteger, "a whole number"},
                {"1.5", Kind::kNumber, "a number with a fraction"},
                {"nan", Kind::kNumber, "a number with a fraction"},
                {"true", Kind::kBoolean, "true or false"},
                {"2026-01-02", Kind::kTime, "a date or time"},
                {"03:04:05", Kind::kTime, "a date or time"},
                {"2026-01-02T03:04:05Z", Kind::kTime, "a date or time"},
                {"[[1], {}]", Kind::kArray, "a list"},
                {"{a = 1}", Kind::kTable, "a table"}};
  for (const auto& c : kCases) {
    EXPECT_EQ(Value(c.text).kind, c.kind) << c.text;
    EXPECT_EQ(KindName(c.kind), c.name);
  }
  EXPECT_EQ(Value("[[1], {}]").items.at(0).kind, Kind::kArray);
  EXPECT_TRUE(Value("[[1], {}]").items.at(0).items.empty());
  EXPECT_EQ(Value("9223372036854775807").integer, INT64_MAX);
}

TEST(TomlDocumentTest, ValuesCanBeWrittenAgain) {
  for (const std::string text :
       {"5", "-5", "true", "false", "\"a\"", "[]", "[1, \"two\", false]", "{}",
        "{ a-1 = 1, \"b c\" = [{ x = \"y\" }] }", "0o640", "\"\\\"\\\\ \\u0001\\u007f\xc3\xa4\""}) {
    EXPECT_EQ(Value(text).ToToml(), text);
    EXPECT_EQ(ParseTomlValue(text).ToToml(), text);
  }
}

TEST(TomlDocumentTest, NumbersAndTimesStayWhatTheyAre) {
  const std::pair<const char*, const char*> kCases[] = {{"1.50", "1.5"},
                                                        {"2.0", "2.0"},
                                                        {"-0.0", "-0.0"},
                                                        {"1e3", "1000.0"},
                                                        {"1e300", "1e+300"},
                                                        {"0.1", "0.1"},
                                                        {"inf", "inf"},
                                                        {"-nan", "nan"},
                                                        {"2026-01-02", "2026-01-02"},
                                                        {"03:04:05", "03:04:05"},
                                                        {"2026-01-02 03:04:05", "2026-01-02T03:04:05"},
                                                        {"2026-01-02T03:04:05.5Z", "2026-01-02T03:04:05.5Z"},
                                                        {"2026-01-02T03:04:05+01:30", "2026-01-02T03:04:05+01:30"}};
  for (const auto& [text, written] : kCases) {
    const TomlValue value = Value(text);
    EXPECT_EQ(value.ToToml(), written);
    EXPECT_EQ(ParseTomlValue(value.ToToml()).kind, value.kind) << text;
  }
}

TEST(TomlDocumentTest, TablesOfOneNameComeInTheirOrder) {
  const std::vector<TomlSection> sections = Parsed("# c\n[[w]]\na = 1\n\n[s]\n[[w]]\n[[w]]\nb = 2\na = 3\n");
  ASSERT_EQ(sections.size(), 2u);
  EXPECT_TRUE(sections[0].tables.empty());
  EXPECT_TRUE(sections[0].is_table);
  const TomlSection& list = sections[1];
  EXPECT_EQ(list.name, "w");
  EXPECT_EQ(list.line, 2);
  EXPECT_FALSE(list.is_table);
  EXPECT_TRUE(list.entries.empty());
  ASSERT_EQ(list.tables.size(), 3u);
  EXPECT_EQ(list.tables[0].line, 2);
  EXPECT_EQ(list.tables[1].line, 6);
  EXPECT_TRUE(list.tables[1].entries.empty());
  EXPECT_EQ(list.tables[2].line, 7);
  ASSERT_EQ(list.tables[2].entries.size(), 2u);
  EXPECT_EQ(list.tables[2].entries[1].key, "b");
  EXPECT_EQ(list.tables[2].entries[1].line, 8);
}

TEST(TomlDocumentTest, AListOfOtherThingsIsNone) {
  for (const char* text : {"w = []", "w = [1]", "w = [{a = 1}, 2]"}) {
    EXPECT_TRUE(Parsed(text).at(0).tables.empty()) << text;
    EXPECT_FALSE(Parsed(text).at(0).is_table) << text;
  }
  EXPECT_EQ(Parsed("w = [{a = 1},\n{b = 2}]").at(0).tables.at(1).line, 2);
}

TEST(TomlDocumentTest, TablesInSectionsHaveLines) {
  const std::vector<TomlSection> sections = Parsed("\n[s.b]\nx = 1\n\n[s.a]\ny = { z = 2 }\n[[s.a.list]]\nw = 3\n");
  ASSERT_EQ(sections.size(), 1u);
  ASSERT_EQ(sections[0].entries.size(), 2u);
  const TomlEntry& a = sections[0].entries[0];
  EXPECT_EQ(a.key, "a");
  EXPECT_EQ(a.line, 5);
  ASSERT_EQ(a.value.entries.size(), 2u);
  EXPECT_EQ(a.value.entries[0].value.items.at(0).entries.at(0).line, 8);
  EXPECT_EQ(a.value.entries[1].value.entries.at(0).value.integer, 2);
  EXPECT_EQ(sections[0].entries[1].line, 2);
  EXPECT_EQ(sections[0].entries[1].value.entries.at(0).line, 3);
}

TEST(TomlDocumentTest, WhatIsTooDeepIsLeftOut) {
  EXPECT_EQ(Value("{a = {b = {c = {d = 1}}}}").ToToml(), "{ a = { b = { c = {} } } }");
  EXPECT_EQ(Value("[[1]]").ToToml(), "[[]]");
}

TEST(TomlDocumentTest, ATableIsAskedForItsKeys) {
  const TomlTable table{1, {{"a", 2, {}}}, "x"};
  EXPECT_EQ(table.Find("a")->line, 2);
  EXPECT_EQ(table.Find("b"), nullptr);
}

TEST(TomlDocumentTest, TextIsOfAnyLanguage) {
  EXPECT_EQ(Value("'\xc3\xa4 \xe2\x82\xac \xf0\x9f\x94\x91'").text, "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x94\x91");
  EXPECT_EQ(Value("\"\"\"\\\n \xc3\xa4\"\"\" # \xc3\xa4").text, "\xc3\xa4");
}

TEST(TomlDocumentTest, WhatIsNoTomlIsToldWithLineAndColumn) {
  EXPECT_EQ(ErrorOf("[policy]\nmin_rsa_bits = \n"),
            "c.toml:2:16: no TOML: Error while parsing key-value pair: expected value, saw '\\n'");
  for (const char* text : {"x",
                           "[a",
                           "a = 'b",
                           "a = 1 b = 2",
                           "a = 99999999999999999999",
                           "a = \"\\q\"",
                           "[a]]",
                           "a = \x01",
                           "a = 1\na = 2",
                           "a.b = 1\na = 2",
                           "= 1",
                           "a = [1,,2]",
                           "a = {b = 1,\n}",
                           "[#a]",
                           "[[#a]]",
                           "[=",
                           "[ \"a\".#b]",
                           "a.# = 1",
                           "\xc3\xa4 = 1",
                           "a = \xc3\xa4",
                           "a \xc2\xa0 = 1",
                           "\xe2\x80\x83[a]",
                           "a = \"\\\xc3\xa4\""}) {
    EXPECT_THAT(ErrorOf(text), StartsWith("c.toml:")) << text;
    EXPECT_THAT(ErrorOf(text), HasSubstr(": no TOML: ")) << text;
  }
}

TEST(TomlDocumentTest, WhatIsNoTextIsTold) {
  EXPECT_EQ(ErrorOf(std::string("# a\n# \0\n", 8)), "c.toml:2: holds a NUL: this is no text");
  EXPECT_EQ(ErrorOf("# a\n#\n# \xff\n"), "c.toml:3: is not UTF-8");
  EXPECT_EQ(ErrorOf("# \xc3"), "c.toml:1: is not UTF-8");
  EXPECT_EQ(ErrorOf(std::string("\xff\xfe[\0", 4)), "c.toml:1: is UTF-16: save it as UTF-8");
  EXPECT_EQ(ErrorOf(std::string("\xfe\xff\0[", 4)), "c.toml:1: is UTF-16: save it as UTF-8");
}

std::string Repeated(std::string_view part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

TEST(TomlDocumentTest, NothingIsTooDeepForTheStack) {
  EXPECT_EQ(ErrorOf("# x\n" + Repeated("a.", 500'000) + "a = 1"), "c.toml:2: over 1000 dots in keys and numbers");
  EXPECT_THAT(ErrorOf("[" + Repeated("a.", 500'000) + "a]"), HasSubstr("over 1000 dots"));
  EXPECT_THAT(ErrorOf("\"\"\"\"\"\"\n" + Repeated("a.", 1001)), HasSubstr("over 1000 dots"));
  EXPECT_THAT(ErrorOf("x = " + Repeated("[", 500'000)), HasSubstr("nested"));
  EXPECT_THAT(ErrorOf("x = " + Repeated("{a = ", 200'000)), HasSubstr("nested"));
  EXPECT_EQ(Parsed(Repeated("a.", 1000) + "a = 1").size(), 1u);
}

TEST(TomlDocumentTest, DotsInStringsAndCommentsAreFree) {
  const std::string dots(3000, '.');
  for (const std::string& text :
       {"# " + dots + "\n", "a = '" + dots + "'", "a = \"\\\"" + dots + "\"", "a = '''\n'" + dots + "'''",
        "a = \"\"\"\\\"\"\"" + dots + "\"\"\"\"\"", "'" + dots + "' = 1", "a = '''x'''''\nb = '" + dots + "'",
        "a = \"\" # " + dots, "a = '#'\nb = '" + dots + "'"}) {
    EXPECT_EQ(ErrorOf(text), "") << text.substr(0, 20);
  }
  EXPECT_THAT(ErrorOf("a = 'open\n" + dots), HasSubstr("c.toml:2: over 1000 dots"));
  EXPECT_THAT(ErrorOf("a = '''x''' #\n" + dots), HasSubstr("c.toml:2: over 1000 dots"));
}

}  // namespace
}  // namespace certsweep::config
