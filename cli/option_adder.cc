#include "cli/option_adder.h"

#include <utility>

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

class HelpFormatter final : public CLI::Formatter {
 public:
  explicit HelpFormatter(std::string usage) : usage_(std::move(usage)) {}

  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override {
    std::string help = CLI::Formatter::make_help(app, std::move(name), mode);
    for (size_t at; (at = help.find("\n\n\n")) != std::string::npos;) help.erase(at, 1);
    return help;
  }

  std::string make_usage(const CLI::App*, std::string) const override { return "\nUsage: " + usage_ + "\n"; }

 private:
  const std::string usage_;
};

}  // namespace

void OptionAdder::Value(const std::string& names, const std::string& value_name, const std::string& help,
                        TakeValue take) {
  command_.add_option(names, TakeLast(std::move(take)), help)->type_name(value_name)->group(group_)->take_last();
}

void OptionAdder::Repeated(const std::string& names, const std::string& value_name, const std::string& help,
                           TakeValue take) {
  command_.add_option(names, TakeEach(std::move(take)), help)->type_name(value_name)->group(group_)->take_all();
}

void OptionAdder::Text(const std::string& names, const std::string& value_name, const std::string& help,
                       std::string& text) {
  const std::string name = names.substr(names.rfind("--"));
  Value(names, value_name, help, [&text, name](const std::string& value) {
    if (value.empty()) return absl::InvalidArgumentError(name + ": is empty");
    text = value;
    return absl::OkStatus();
  });
}

void OptionAdder::Flag(const std::string& names, const std::string& help, bool& flag) {
  command_.add_flag(names, flag, help)->group(group_);
}

void OptionAdder::Positional(const std::string& name, const std::string& help, TakeValue take) {
  // An "unlimited" positional of CLI11 takes "[::1]" for a list and strips its brackets; one that waits for very many
  // values does not.
  command_.add_option(name, TakeEach(std::move(take)), help)
      ->option_text("...")
      ->group(group_)
      ->expected(kMostPositionals)
      ->take_all();
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

std::shared_ptr<CLI::Formatter> MakeHelpFormatter(std::string usage) {
  auto formatter = std::make_shared<HelpFormatter>(std::move(usage));
  formatter->column_width(kHelpColumn);
  formatter->label("Positionals", "Arguments");
  return formatter;
}

}  // namespace certsweep::cli
