// The arrows between the rooms: who may include whom, and which outside library is for whom alone. Pure: text in,
// complaints out. The table in room_arrows.cc is the design, executable.
#ifndef CERTSWEEP_TESTS_HOUSE_ROOM_ARROWS_H_
#define CERTSWEEP_TESTS_HOUSE_ROOM_ARROWS_H_

#include <string>
#include <string_view>
#include <vector>

namespace certsweep::house {

// RoomOf is the room that a path from the top of the repository belongs to ("engine/net", "scanner", "bench/lab"), or
// empty: no room of ours.
std::string RoomOf(std::string_view path);

// SourceComplaints tells, a line each ("engine/base/x.cc:3: ..."), what the source file `text` at `path` includes or
// calls that its room may not.
std::vector<std::string> SourceComplaints(std::string_view path, std::string_view text);

// LinkComplaints tells which certsweep:: library the CMakeLists.txt `text` at `path` names that its room may not.
std::vector<std::string> LinkComplaints(std::string_view path, std::string_view text);

}  // namespace certsweep::house

#endif  // CERTSWEEP_TESTS_HOUSE_ROOM_ARROWS_H_
