#include "scanner/targets/target_inputs.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/scanner/targets/temporary_files.h"

namespace certsweep::scanner {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Joined(const TargetInputs& inputs) {
  const auto pieces = inputs.Pieces();
  std::string all;
  while (true) {
    const absl::StatusOr<std::string_view> piece = pieces();
    EXPECT_TRUE(piece.ok()) << piece.status();
    if (!piece.ok() || piece->empty()) return all;
    all += *piece;
  }
}

absl::StatusOr<TargetInputs> Restored(std::string_view text, size_t size) {
  return TargetInputs::Restore([&](const TargetInputs::Take& take) {
    for (size_t at = 0; at < text.size(); at += size) EXPECT_TRUE(take(text.substr(at, size)));
    return absl::OkStatus();
  });
}

// "l estate.csv: first line|second line".
std::vector<std::string> Shown(const TargetInputs& inputs) {
  std::vector<std::string> shown;
  for (const TargetInput& input : inputs.inputs()) {
    std::string& text = shown.emplace_back(absl::StrCat(static_cast<int>(input.kind), " ", input.name));
    if (input.size == 0) continue;
    absl::StatusOr<LineReader> lines = inputs.Lines(input);
    EXPECT_TRUE(lines.ok()) << lines.status();
    char mark = ':';
    for (auto line = lines->Read(); line.ok() && line->has_value(); line = lines->Read()) {
      absl::StrAppend(&text, std::string(1, mark), std::string((*line)->text));
      mark = '|';
    }
  }
  return shown;
}

class TargetInputsTest : public ::testing::Test {
 protected:
  TargetOptions Options() {
    TargetOptions options;
    options.arguments = {"a.example", "10.0.0.0/30"};
    options.files = {folder_.Write("list", "one\ntwo"), "-", folder_.Write("empty", "")};
    options.excludes = {folder_.Write("never", "10.0.0.1\n"), "10.0.0.2", "10.0.0.0/99"};
    options.standard_input = standard_input_.get();
    return options;
  }

  const TemporaryFolder folder_;
  const FileDescriptor standard_input_{MemoryFile("three\n")};
};

TEST_F(TargetInputsTest, HasAllThatWasGiven) {
  const auto inputs = TargetInputs::Read(Options());
  ASSERT_TRUE(inputs.ok()) << inputs.status();
  EXPECT_THAT(Shown(*inputs), ElementsAre("0 a.example", "0 10.0.0.0/30", "2 10.0.0.2", "2 10.0.0.0/99",
                                          "1 " + folder_.Path("list") + ":one|two", "1 standard input:three",
                                          "1 " + folder_.Path("empty"), "3 " + folder_.Path("never") + ":10.0.0.1"));
}

TEST_F(TargetInputsTest, ComesBackTheSameOutOfPiecesOfAnySize) {
  const auto inputs = TargetInputs::Read(Options());
  ASSERT_TRUE(inputs.ok()) << inputs.status();
  const std::string all = Joined(*inputs);
  for (const size_t size : {size_t{1}, size_t{7}, all.size()}) {
    const auto restored = Restored(all, size);
    ASSERT_TRUE(restored.ok()) << restored.status();
    EXPECT_EQ(Shown(*restored), Shown(*inputs));
    EXPECT_EQ(Joined(*restored), all);
  }
}

TEST_F(TargetInputsTest, TheSourceOfTargetsIsTheSameOutOfBoth) {
  TargetOptions options = Options();
  options.excludes.pop_back();
  const auto inputs = TargetInputs::Read(options);
  ASSERT_TRUE(inputs.ok()) << inputs.status();
  const auto restored = Restored(Joined(*inputs), 100);
  ASSERT_TRUE(restored.ok()) << restored.status();
  options.arguments.clear();
  options.files.clear();
  options.excludes.clear();
  const auto targets = TargetSource::Open(*restored, options);
  ASSERT_TRUE(targets.ok()) << targets.status();
  EXPECT_EQ((*targets)->size(), 6u);  // two of the network are excluded
  EXPECT_EQ((*targets)->accounting().lines, 5u);
}

TEST_F(TargetInputsTest, LargeContentIsKept) {
  std::string content;
  for (int i = 0; i < 30'000; ++i) absl::StrAppend(&content, "host-", i, ".example\n");
  TargetOptions options;
  options.files = {folder_.Write("large", content)};
  const auto inputs = TargetInputs::Read(options);
  ASSERT_TRUE(inputs.ok()) << inputs.status();
  EXPECT_EQ(inputs->inputs()[0].size, content.size());
  EXPECT_THAT(Joined(*inputs), ::testing::EndsWith(content));
}

TEST_F(TargetInputsTest, WhatIsDamagedIsNoInput) {
  const auto inputs = TargetInputs::Read(Options());
  ASSERT_TRUE(inputs.ok()) << inputs.status();
  const std::string all = Joined(*inputs);
  std::string odd = all;
  odd[0] = 'z';
  for (const std::string& text : {odd, all.substr(0, all.size() - 1), all + "a", std::string("scan -t estate.csv")}) {
    EXPECT_EQ(Restored(text, 1000).status().code(), absl::StatusCode::kDataLoss);
  }
  EXPECT_TRUE(Restored("", 1).ok());
  const auto failed = TargetInputs::Restore([](const TargetInputs::Take&) { return absl::UnavailableError("locked"); });
  EXPECT_EQ(failed.status(), absl::UnavailableError("locked"));
}

TEST_F(TargetInputsTest, AllFilesThatCannotBeOpenedAreTold) {
  TargetOptions options;
  options.files = {folder_.Path("none"), folder_.path()};
  options.excludes = {"printer.example"};
  const absl::Status status = TargetInputs::Read(options).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr(folder_.Path("none")), HasSubstr("is a folder"),
                    HasSubstr("--exclude (no address, no network, no file): printer.example")));
}

}  // namespace
}  // namespace certsweep::scanner
