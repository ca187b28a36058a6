"""duizhao: bilingual, interpreted calls as an aligned, speaker-attributed corpus."""
