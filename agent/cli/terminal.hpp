// How text is laid out for people: how wide it is on a terminal, how it is shortened, wrapped and coloured.
// Pure but for layout_of(). Texts are UTF-8; what a terminal could take for a command is replaced by '?'.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace holdfast::cli {

struct Layout {
  int width = 80;
  bool colour = false;
};

// Of the terminal behind a descriptor: 80 columns where there is none; colour only on a terminal without NO_COLOR.
Layout layout_of(int descriptor);

enum class Tone { plain, good, warning, bad, faint, strong };
std::string painted(std::string_view text, Tone tone, const Layout& layout);

// Control characters and broken UTF-8 as '?': a device's name must not move the cursor.
std::string printable(std::string_view text);

// Columns on a terminal: 2 for East Asian wide characters, 0 for combining ones. Of printable text.
int width_of(std::string_view text);

// At most `columns` wide; what is left out at the end shows as an ellipsis.
std::string shortened(std::string_view text, int columns);

std::string padded(std::string_view text, int columns);  // blanks behind
std::string padded_before(std::string_view text, int columns);

// Lines of at most `columns`, broken at blanks where there are any. Never empty.
std::vector<std::string> wrapped(std::string_view text, int columns);

// `lead`, then `text` wrapped behind it, further lines indented as deep as the lead is wide. Ends in a line end.
std::string hanging(std::string_view lead, Tone lead_tone, std::string_view text, Tone tone, const Layout& layout);

// A command to be copied: broken between words, an option with what it is given, with the shell's sign that it goes on.
std::string command_lines(const std::string& margin, const std::string& command, const Layout& layout);

}  // namespace holdfast::cli
