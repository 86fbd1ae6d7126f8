// Manual pages in troff, out of what the command line's declarations say. Pure functions.
#ifndef CERTSWEEP_CLI_MAN_PAGE_H_
#define CERTSWEEP_CLI_MAN_PAGE_H_

#include <string>
#include <string_view>

#include "cli/command_description.h"

namespace certsweep::cli {

// "certsweep-scan"; of the program "certsweep". With ".1" the name of the page's file.
std::string ManPageName(const ProgramDescription& program, const CommandDescription& command);

// The page of `command`, which is one of the program's or the program itself. A footer's paragraphs go where a manual
// has them: one that begins with "Exit codes:" to EXIT STATUS, one whose first line is "Examples:" or like it to
// EXAMPLES, others to DESCRIPTION; lines that begin with two blanks are set as they are.
std::string ManPage(const ProgramDescription& program, const CommandDescription& command, std::string_view version);

// Text as troff shows it unchanged. Of prose, only the hyphens of options are minus signs.
std::string EscapeTroff(std::string_view text);
std::string EscapeTroffProse(std::string_view text);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_MAN_PAGE_H_
