#include "engine/config/value_reader.h"

#include <gmock/gmock.h>

#include <array>

#include "tests/engine/config/config_texts.h"

namespace certsweep::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ValueReaderTest : public testing::Test {
 protected:
  ValueReader Reader(std::string_view toml) {
    value_ = ParseTomlValue(toml);
    return {"policy.key", value_, files_, &draft_, &problems_};
  }
  std::vector<std::string> Texts(std::string_view toml) {
    std::vector<std::string> texts;
    for (const ValueReader::Item& item : Reader(toml).Strings()) texts.push_back(item.text);
    return texts;
  }
  std::string Problems() const { return std::string(problems_.Status().message()); }

  const FileAccess files_ = Files({{"etc/a", "text of a"}});
  Draft draft_ = {.config = {.file = "etc/c.toml"}};
  ProblemLog problems_{"etc/c.toml"};
  TomlValue value_;
};

TEST_F(ValueReaderTest, IntegersHaveBoundsThatBelong) {
  EXPECT_EQ(Reader("1").Integer(1, 3), 1);
  EXPECT_EQ(Reader("3").Integer(1, 3), 3);
  EXPECT_EQ(Problems(), "");
  for (const char* bad : {"0", "4", "9223372036854775807", "-9223372036854775808", "2.0", "true", "\"2\""}) {
    EXPECT_EQ(Reader(bad).Integer(1, 3), std::nullopt) << bad;
  }
  EXPECT_EQ(Problems(),
            "etc/c.toml:1: policy.key: is 0 and should be from 1 to 3\n"
            "etc/c.toml:1: policy.key: is 4 and should be from 1 to 3\n"
            "etc/c.toml:1: policy.key: is 9223372036854775807 and should be from 1 to 3\n"
            "etc/c.toml:1: policy.key: is -9223372036854775808 and should be from 1 to 3\n"
            "etc/c.toml:1: policy.key: is a number with a fraction and should be a whole number\n"
            "etc/c.toml:1: policy.key: is true or false and should be a whole number\n"
            "etc/c.toml:1: policy.key: is a string and should be a whole number");
}

TEST_F(ValueReaderTest, IntegersAreOneOrAList) {
  EXPECT_THAT(Reader("2").Integers(1, 3), ElementsAre(2));
  EXPECT_THAT(Reader("[3, 1]").Integers(1, 3), ElementsAre(3, 1));
  EXPECT_EQ(Problems(), "");
  EXPECT_THAT(Reader("[]").Integers(1, 3), IsEmpty());
  EXPECT_THAT(Reader("'2'").Integers(1, 3), IsEmpty());
  EXPECT_THAT(Reader("[1,\n4, 1, 'a', [2]]").Integers(1, 3), ElementsAre(1));
  EXPECT_EQ(Problems(),
            "etc/c.toml:1: policy.key: is an empty list: leave it out\n"
            "etc/c.toml:1: policy.key: is a string and should be a whole number\n"
            "etc/c.toml:2: policy.key: is 4 and should be from 1 to 3\n"
            "etc/c.toml:2: policy.key: 1 stands in it twice\n"
            "etc/c.toml:2: policy.key: is a string and should be a whole number\n"
            "etc/c.toml:2: policy.key: is a list and should be a whole number");
}

TEST_F(ValueReaderTest, NumbersMayHaveAFraction) {
  EXPECT_EQ(Reader("2").Number(0.5, 3), 2.0);
  EXPECT_EQ(Reader("0.5").Number(0.5, 3), 0.5);
  EXPECT_EQ(Reader("3.0").Number(0.5, 3), 3.0);
  EXPECT_EQ(Problems(), "");
  for (const char* bad : {"0", "3.1", "nan", "inf", "true", "'1'"}) {
    EXPECT_EQ(Reader(bad).Number(0.5, 3), std::nullopt) << bad;
  }
  EXPECT_EQ(Problems(),
            "etc/c.toml:1: policy.key: is 0 and should be from 0.5 to 3\n"
            "etc/c.toml:1: policy.key: is 3.1 and should be from 0.5 to 3\n"
            "etc/c.toml:1: policy.key: is nan and should be from 0.5 to 3\n"
            "etc/c.toml:1: policy.key: is inf and should be from 0.5 to 3\n"
            "etc/c.toml:1: policy.key: is true or false and should be a number\n"
            "etc/c.toml:1: policy.key: is a string and should be a number");
}

TEST_F(ValueReaderTest, BooleansTextsAndChoicesAreNothingElse) {
  EXPECT_EQ(Reader("true").Boolean(), true);
  EXPECT_EQ(Reader("false").Boolean(), false);
  EXPECT_EQ(Reader("'x'").Text()->text, "x");
  constexpr std::array<std::string_view, 2> kKnown = {"private", "webpki"};
  EXPECT_EQ(Reader("'webpki'").Choice(kKnown), 1u);
  EXPECT_EQ(Problems(), "");
  EXPECT_EQ(Reader("1").Boolean(), std::nullopt);
  EXPECT_FALSE(Reader("''").Text());
  EXPECT_FALSE(Reader("['x']").Text());
  EXPECT_EQ(Reader("'webpik'").Choice(kKnown), std::nullopt);
  EXPECT_EQ(Reader("5").Choice(kKnown), std::nullopt);
  EXPECT_EQ(Problems(),
            "etc/c.toml:1: policy.key: is a whole number and should be true or false\n"
            "etc/c.toml:1: policy.key: is empty\n"
            "etc/c.toml:1: policy.key: is a list and should be a string\n"
            "etc/c.toml:1: policy.key: \"webpik\" is not known; did you mean 'webpki'?\n"
            "etc/c.toml:1: policy.key: is a whole number and should be a string");
}

TEST_F(ValueReaderTest, StringsComeInTheirOrderAndOnce) {
  EXPECT_THAT(Texts("['b', 'a']"), ElementsAre("b", "a"));
  EXPECT_EQ(Problems(), "");
  EXPECT_THAT(Texts("['b', '',\n 'a', 'b', 5, ['c']]"), ElementsAre("b", "a"));
  EXPECT_EQ(Problems(),
            "etc/c.toml:1: policy.key: has an empty string in it\n"
            "etc/c.toml:2: policy.key: \"b\" stands in it twice\n"
            "etc/c.toml:2: policy.key: has a whole number in it and should be a list of strings\n"
            "etc/c.toml:2: policy.key: has a list in it and should be a list of strings");
}

TEST_F(ValueReaderTest, WordsMayBeEmptyAndComeTwice) {
  std::vector<std::string> words;
  for (const ValueReader::Item& item : Reader("['a', '', 'a']").Words()) words.push_back(item.text);
  EXPECT_THAT(words, ElementsAre("a", "", "a"));
  EXPECT_EQ(Problems(), "");
}

TEST_F(ValueReaderTest, LinesHaveNoControlCharactersAndWordsNoBlanks) {
  EXPECT_EQ(Reader("' a b'").Line()->text, " a b");
  EXPECT_FALSE(Reader("\"a\\tb\"").Line());
  EXPECT_EQ(Reader("'a-b'").Word()->text, "a-b");
  EXPECT_FALSE(Reader("'a b'").Word());
  EXPECT_FALSE(Reader("'-a'").Word());
  EXPECT_EQ(Problems(),
            "etc/c.toml:1: policy.key: \"a\\x09b\" has a control character in it\n"
            "etc/c.toml:1: policy.key: \"a b\" has a blank in it\n"
            "etc/c.toml:1: policy.key: \"-a\" begins with a dash");
}

TEST_F(ValueReaderTest, FilesOfAReplacementAreRememberedAndNotLookedFor) {
  EXPECT_EQ(Reader("'nope'").ReplacementFile(), "etc/nope");
  EXPECT_THAT(Reader("['/x']").ReplacementFiles(), ElementsAre("/x"));
  EXPECT_EQ(Problems(), "");
  ASSERT_EQ(draft_.config.replacement_files.size(), 2u);
  EXPECT_EQ(draft_.config.replacement_files[0].setting, "policy.key");
  EXPECT_EQ(draft_.config.replacement_files[1].path, "/x");
}

TEST_F(ValueReaderTest, ChoicesAreKnownNames) {
  constexpr std::array<std::string_view, 2> kKnown = {"red", "green"};
  EXPECT_THAT(Reader("['green', 'red']").Choices(kKnown), ElementsAre(1, 0));
  EXPECT_EQ(Problems(), "");
  EXPECT_THAT(Reader("['gren', 'blue']").Choices(kKnown), IsEmpty());
  EXPECT_EQ(Problems(),
            "etc/c.toml:1: policy.key: \"gren\" is not known; did you mean 'green'?\n"
            "etc/c.toml:1: policy.key: \"blue\" is not known (known: red, green)");
}

TEST_F(ValueReaderTest, PathsAreLookedFor) {
  EXPECT_THAT(Reader("['a', 'word']").Paths("word"), ElementsAre("etc/a", "word"));
  EXPECT_EQ(Problems(), "");
  Reader("['word']").Paths();
  EXPECT_EQ(Problems(), "etc/c.toml:1: policy.key: etc/word: No such file or directory");
}

TEST_F(ValueReaderTest, FilesAreRead) {
  EXPECT_EQ(Reader("[]").ReadFile({"a", 1}), "text of a");
  EXPECT_EQ(Reader("[]").ReadFile({"b", 3}), std::nullopt);
  EXPECT_EQ(Problems(), "etc/c.toml:3: policy.key: etc/b: No such file or directory");
}

}  // namespace
}  // namespace certsweep::config
