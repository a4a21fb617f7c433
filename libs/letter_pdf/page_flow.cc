#include "libs/letter_pdf/page_flow.h"

#include <algorithm>

namespace cartera::letter_pdf {
namespace {

// How many lines from `first` on fit into `room`, leaving neither end of a paragraph alone.
size_t LinesThatFit(const SetText& text, size_t first, double room) {
  const size_t all = text.lines.size() - first;
  size_t fit = 0;
  double height = 0;
  while (fit < all && height + text.lines[first + fit].height <= room) {
    height += text.lines[first + fit++].height;
  }
  if (fit == all) return all;
  if (text.lines.size() <= 3) return 0;
  if (all - fit == 1) --fit;
  return fit < 2 ? 0 : fit;
}

}  // namespace

void PageFlow::Skip(double height) {
  if (!AtTop()) at_ += height;
}

void PageFlow::NewPage() {
  pages_.emplace_back();
  at_ = frame_.top;
}

void PageFlow::Need(double height) {
  if (height > Room() && !AtTop()) NewPage();
}

void PageFlow::Line(const SetText& text, size_t line, double left, double top) {
  const SetLine& one = text.lines[line];
  pages_.back().emplace_back(DrawnLine{text, line, left + one.left, top + one.ascent});
}

void PageFlow::Block(const SetText& text, double left, double top) {
  for (size_t i = 0; i < text.lines.size(); ++i) {
    Line(text, i, left, top);
    top += text.lines[i].height;
  }
}

void PageFlow::Paragraph(const SetText& text, double left) {
  size_t next = 0;
  while (next < text.lines.size()) {
    size_t fit = LinesThatFit(text, next, Room());
    if (fit == 0 && !AtTop()) {
      NewPage();
      continue;
    }
    // A line higher than the page stands alone on one.
    fit = std::max<size_t>(fit, 1);
    for (; fit > 0; --fit, ++next) {
      Line(text, next, left, at_);
      at_ += text.lines[next].height;
    }
    if (next < text.lines.size()) NewPage();
  }
}

}  // namespace cartera::letter_pdf
