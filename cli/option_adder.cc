#include "cli/option_adder.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/option_values.h"

namespace certsweep::cli {

namespace {

constexpr int kHelpColumn = 32;
constexpr int kMostPositionals = 1 << 24;

void Take(const TakeValue& take, const std::string& value) {
  const absl::Status status = take(value);
  // CLI11 has no other way to hear of a bad value; ParseCommandLine catches it.
  if (!status.ok()) throw CLI::ParseError(std::string(status.message()), CLI::ExitCodes::ValidationError);
}

CLI::callback_t TakeLast(TakeValue take) {
  return [take = std::move(take)](const CLI::results_t& values) {
    Take(take, values.back());
    return true;
  };
}

CLI::callback_t TakeEach(TakeValue take) {
  return [take = std::move(take)](const CLI::results_t& values) {
    for (const std::string& value : values) Take(take, value);
    return true;
  };
}

// "--format" of "-f,--format".
std::string LastName(const std::string& names) { return names.substr(names.rfind("--")); }

class HelpFormatter final : public CLI::Formatter {
 public:
  explicit HelpFormatter(std::string usage) : usage_(std::move(usage)) {}

  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override {
    std::string help = CLI::Formatter::make_help(app, std::move(name), mode);
    for (size_t at; (at = help.find("\n\n\n")) != std::string::npos;) help.erase(at, 1);
    return help;
  }

  std::string make_usage(const CLI::App*, std::string) const override { return "\nUsage: " + usage_ + "\n"; }

  const std::string& usage() const { return usage_; }

 private:
  const std::string usage_;
};

}  // namespace

TakeValue TakeWhere(std::vector<base::ColumnFilter>& filters) {
  return [&filters](const std::string& value) {
    absl::StatusOr<base::ColumnFilter> filter = base::ColumnFilter::Parse(value);
    if (!filter.ok()) return absl::InvalidArgumentError(absl::StrCat("--where: ", filter.status().message()));
    filters.push_back(*std::move(filter));
    return absl::OkStatus();
  };
}

TakeValue AppendTo(const char* option, std::vector<std::string>& out) {
  return [&out, option](const std::string& value) {
    if (value.empty()) return absl::InvalidArgumentError(absl::StrCat(option, ": is empty"));
    out.push_back(value);
    return absl::OkStatus();
  };
}

// The type of an option is what its value can be; the help shows the value's name in its place.
void OptionAdder::Value(const std::string& names, const std::string& value_name, const std::string& help,
                        TakeValue take, const std::string& kind) {
  CLI::Option* option = command_.add_option(names, TakeLast(std::move(take)), help)->group(group_)->take_last();
  option->type_name(kind.empty() ? value_name : kind)->option_text(value_name);
}

void OptionAdder::Repeated(const std::string& names, const std::string& value_name, const std::string& help,
                           TakeValue take) {
  CLI::Option* option = command_.add_option(names, TakeEach(std::move(take)), help)->group(group_)->take_all();
  option->type_name(value_name)->option_text(value_name);
}

void OptionAdder::Text(const std::string& names, const std::string& value_name, const std::string& help,
                       std::string& text) {
  const std::string name = LastName(names);
  Value(names, value_name, help, [&text, name](const std::string& value) {
    if (value.empty()) return absl::InvalidArgumentError(name + ": is empty");
    text = value;
    return absl::OkStatus();
  });
}

void OptionAdder::Choice(const std::string& names, const std::string& value_name, const std::string& help,
                         const std::vector<std::string_view>& choices, std::function<void(int place)> take) {
  auto take_one = [name = LastName(names), choices, take = std::move(take)](const std::string& value) {
    const absl::StatusOr<int> place = ParseChoice(name, value, choices);
    if (place.ok()) take(*place);
    return place.status();
  };
  Value(names, value_name, help, take_one, KindOf(choices));
}

void OptionAdder::Flag(const std::string& names, const std::string& help, bool& flag) {
  command_.add_flag(names, flag, help)->group(group_);
}

void OptionAdder::Argument(const std::string& name, const std::string& help, std::string& text) {
  command_.add_option(name, text, help)->type_name(name)->option_text(" ")->group(group_);
}

void OptionAdder::Positional(const std::string& name, const std::string& help, TakeValue take,
                             const std::string& kind) {
  // An "unlimited" positional of CLI11 takes "[::1]" for a list and strips its brackets; one that waits for very many
  // values does not.
  command_.add_option(name, TakeEach(std::move(take)), help)
      ->type_name(kind.empty() ? name : kind)
      ->option_text("...")
      ->group(group_)
      ->expected(kMostPositionals)
      ->take_all();
}

std::string KindOf(std::span<const std::string_view> words) {
  std::string kind;
  for (const std::string_view word : words) kind.append(kind.empty() ? "" : "|").append(word);
  return kind;
}

std::vector<GivenOption> GivenOptions(const CLI::App& command) {
  std::vector<GivenOption> given;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& value : option->results()) {
      given.push_back({option->get_name(), option->get_group(), value});
    }
  }
  return given;
}

void SetHelp(CLI::App& command, std::string usage, std::string footer) {
  auto formatter = std::make_shared<HelpFormatter>(std::move(usage));
  formatter->column_width(kHelpColumn);
  formatter->label("Positionals", "Arguments");
  command.formatter(formatter);
  command.footer(std::move(footer));
}

std::string UsageOf(const CLI::App& command) {
  const auto* formatter = dynamic_cast<const HelpFormatter*>(command.get_formatter().get());
  return formatter == nullptr ? command.get_name() : formatter->usage();
}

}  // namespace certsweep::cli
