#include "cli/man_page.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "engine/base/text.h"

namespace certsweep::cli {

namespace {

constexpr absl::string_view kExitCodes = "Exit codes:";
constexpr absl::string_view kExample = "Example";

std::string_view TroffOf(char c) {
  switch (c) {
    case '\\':
      return "\\e";
    case '\'':
      return "\\(aq";
    case '`':
      return "\\(ga";
    case '^':
      return "\\(ha";
    case '~':
      return "\\(ti";
    case '"':
      return "\\(dq";
    default:
      return {};
  }
}

std::string Escape(std::string_view text, bool prose) {
  std::string escaped;
  bool word_start = true, option = false;
  for (const char c : text) {
    if (word_start) option = c == '-';
    const std::string_view troff = TroffOf(c);
    if (c == '-') {
      escaped += !prose || option ? "\\-" : "-";
    } else if (troff.empty()) {
      escaped += c;
    } else {
      escaped += troff;
    }
    word_start = c == ' ' || c == '(' || c == '\n';
  }
  // A request, were it not for the character of no width before it.
  if (!escaped.empty() && escaped[0] == '.') escaped.insert(0, "\\&");
  return escaped;
}

std::string Bold(std::string_view text) { return text.empty() ? "" : "\\fB" + EscapeTroff(text) + "\\fR"; }

std::string Upper(std::string text) {
  absl::AsciiStrToUpper(&text);
  return text;
}

// A title is a request's argument: in quotes.
void AddTitle(std::string_view request, std::string_view title, std::string& page) {
  absl::StrAppend(&page, base::ToAbsl(request), " \"", EscapeTroff(title), "\"\n");
}

// "certsweep scan" of "certsweep scan [OPTION]... [TARGET]...": what is typed as it is.
size_t LiteralSize(absl::string_view usage) {
  size_t size = 0;
  for (const absl::string_view word : absl::StrSplit(usage, ' ')) {
    if (word.empty() || !absl::ascii_islower(static_cast<unsigned char>(word[0]))) break;
    size += word.size() + (size == 0 ? 0 : 1);
  }
  return size;
}

void AddSynopsis(const std::vector<std::string>& usage, std::string& page) {
  page += ".SH SYNOPSIS\n";
  for (size_t i = 0; i < usage.size(); ++i) {
    const size_t literal = LiteralSize(usage[i]);
    if (i > 0) page += ".br\n";
    absl::StrAppend(&page, Bold(usage[i].substr(0, literal)), EscapeTroff(usage[i].substr(literal)), "\n");
  }
}

void AddOption(const OptionDescription& option, std::string& page) {
  absl::StrAppend(&page, ".TP\n", absl::StrJoin(option.names, ", ", [](std::string* out, const std::string& name) {
    *out += Bold(name);
  }));
  if (!option.value.empty()) absl::StrAppend(&page, " \\fI", EscapeTroff(option.value), "\\fR");
  absl::StrAppend(&page, "\n", EscapeTroffProse(option.help), "\n");
}

void AddOptions(const std::vector<OptionDescription>& options, std::string& page) {
  const std::string* group = nullptr;
  for (const OptionDescription& option : options) {
    if (group == nullptr) page += ".SH OPTIONS\n";
    if ((group == nullptr || *group != option.group) && option.group != "Options") {
      AddTitle(".SS", option.group, page);
    }
    group = &option.group;
    AddOption(option, page);
  }
}

// Prose is filled; what is indented stays as it is.
void AddParagraph(const std::vector<absl::string_view>& lines, std::string& page) {
  bool as_it_is = false, empty = page.empty();
  if (!empty && !lines.empty() && !absl::StartsWith(lines[0], "  ")) page += ".PP\n";
  for (const absl::string_view line : lines) {
    const bool indented = absl::StartsWith(line, "  ");
    if (as_it_is && !indented) page += ".fi\n.RE\n.PP\n";
    if (!as_it_is && indented) page += empty ? ".RS 4\n.nf\n" : ".PP\n.RS 4\n.nf\n";
    as_it_is = indented;
    empty = false;
    const std::string_view text = base::ToStd(indented ? line.substr(2) : line);
    absl::StrAppend(&page, indented ? EscapeTroff(text) : EscapeTroffProse(text), "\n");
  }
  if (as_it_is) page += ".fi\n.RE\n";
}

// "0 all compliant; 1 some are not; a word on it. 2 ..." -> an item for each number at the start or behind "; ".
std::string ExitStatus(const std::string& codes) {
  std::string page, item;
  for (const absl::string_view part : absl::StrSplit(codes, "; ")) {
    const bool number = absl::ascii_isdigit(static_cast<unsigned char>(part.empty() ? ' ' : part[0]));
    const size_t space = part.find(' ');
    if (!number || space == absl::string_view::npos) {
      if (!page.empty()) page.pop_back();
      absl::StrAppend(&page, page.empty() ? "" : "; ", EscapeTroffProse(base::ToStd(part)), "\n");
    } else {
      absl::StrAppend(&page, ".TP\n", Bold(base::ToStd(part.substr(0, space))), "\n",
                      EscapeTroffProse(base::ToStd(part.substr(space + 1))), "\n");
    }
  }
  return page;
}

struct Footer {
  std::string description, exit_status, examples;
};

Footer ReadFooter(const std::string& text) {
  Footer footer;
  for (const absl::string_view paragraph : absl::StrSplit(text, "\n\n", absl::SkipWhitespace())) {
    std::vector<absl::string_view> lines = absl::StrSplit(paragraph, '\n', absl::SkipEmpty());
    if (absl::StartsWith(lines[0], kExitCodes)) {
      lines[0] = absl::StripLeadingAsciiWhitespace(lines[0].substr(kExitCodes.size()));
      footer.exit_status = ExitStatus(absl::StrJoin(lines, " "));
    } else if (absl::StartsWith(lines[0], kExample)) {
      // "Examples:" is the section's title; "Example, in two terminals:" says more.
      if (absl::StrContains(lines[0], ',')) {
        AddParagraph(lines, footer.examples);
      } else {
        AddParagraph({lines.begin() + 1, lines.end()}, footer.examples);
      }
    } else {
      AddParagraph(lines, footer.description);
    }
  }
  return footer;
}

void AddSection(std::string_view title, const std::string& text, std::string& page) {
  if (text.empty()) return;
  AddTitle(".SH", title, page);
  page += text;
}

bool IsProgram(const ProgramDescription& program, const CommandDescription& command) {
  return command.name == program.program.name;
}

// "handshake with every endpoint": as manuals have it; "TLS ..." stays, and the program's name is not said twice.
std::string Phrase(std::string about, const std::string& program) {
  about = std::string(absl::StripPrefix(about, program + " "));
  if (about.size() > 1 && absl::ascii_islower(static_cast<unsigned char>(about[1]))) {
    about[0] = absl::ascii_tolower(static_cast<unsigned char>(about[0]));
  }
  return about;
}

void AddCommands(const ProgramDescription& program, std::string& page) {
  page += ".SH COMMANDS\n";
  for (const CommandDescription& command : program.commands) {
    absl::StrAppend(&page, ".TP\n", Bold(command.name), "\n", EscapeTroffProse(command.about), "\n");
  }
}

void AddSeeAlso(const ProgramDescription& program, const CommandDescription& command, std::string& page) {
  std::vector<std::string> names;
  if (!IsProgram(program, command)) names.push_back(ManPageName(program, program.program));
  for (const CommandDescription& other : program.commands) {
    if (other.name != command.name) names.push_back(ManPageName(program, other));
  }
  page += ".SH \"SEE ALSO\"\n";
  absl::StrAppend(&page, absl::StrJoin(names, ",\n", [](std::string* out, const std::string& name) {
    absl::StrAppend(out, ".BR ", EscapeTroff(name), " (1)");
  }));
  page += "\n";
}

}  // namespace

std::string EscapeTroff(std::string_view text) { return Escape(text, false); }

std::string EscapeTroffProse(std::string_view text) { return Escape(text, true); }

std::string ManPageName(const ProgramDescription& program, const CommandDescription& command) {
  return IsProgram(program, command) ? command.name : absl::StrCat(program.program.name, "-", command.name);
}

std::string ManPage(const ProgramDescription& program, const CommandDescription& command, std::string_view version) {
  const std::string name = ManPageName(program, command);
  const Footer footer = ReadFooter(command.footer);
  std::string page = absl::StrCat(".TH ", EscapeTroff(Upper(name)), " 1 \"\" \"", program.program.name, " ",
                                  base::ToAbsl(version), "\" \"", program.program.name, " manual\"\n");
  absl::StrAppend(&page, ".SH NAME\n", EscapeTroff(name), " \\- ",
                  EscapeTroffProse(Phrase(command.about, program.program.name)), "\n");
  AddSynopsis(command.usage, page);
  AddSection("DESCRIPTION", footer.description, page);
  if (IsProgram(program, command)) AddCommands(program, page);
  if (!command.arguments.empty()) page += ".SH ARGUMENTS\n";
  for (const OptionDescription& argument : command.arguments) AddOption(argument, page);
  AddOptions(command.options, page);
  AddSection("EXIT STATUS", footer.exit_status, page);
  AddSection("EXAMPLES", footer.examples, page);
  AddSeeAlso(program, command, page);
  return page;
}

}  // namespace certsweep::cli
